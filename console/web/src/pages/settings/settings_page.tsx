import { useMay } from "../../live/session.ts";
import { Page } from "../../parts/page.tsx";
import { About } from "./about.tsx";
import { ChangePassword } from "./change_password.tsx";
import { KeysSetting } from "./keys_setting.tsx";
import { SessionsSection } from "./sessions_section.tsx";
import { TokensSection } from "./tokens_section.tsx";
import { UsersSection } from "./users_section.tsx";

export function SettingsPage() {
  const isAdmin = useMay("admin");
  return (
    <Page title="Settings">
      <SessionsSection />
      <ChangePassword />
      {isAdmin ? (
        <>
          <UsersSection />
          <TokensSection />
        </>
      ) : (
        <p>Users and API tokens are for an admin.</p>
      )}
      <KeysSetting />
      <About />
    </Page>
  );
}
