import { Outlet } from "@tanstack/react-router";
import { usePolling } from "../live/live.ts";
import { ConnectionBar } from "./connection_bar.tsx";
import { Footer } from "./footer.tsx";
import { Header } from "./header.tsx";
import classes from "./shell.module.css";

/** What stands around every page. */
export function Shell() {
  usePolling();
  return (
    <div className={classes["shell"]}>
      <a href="#page" className={classes["skip"]}>
        Skip to the page
      </a>
      <Header />
      <ConnectionBar />
      <main id="page" className={classes["page"]} tabIndex={-1}>
        <Outlet />
      </main>
      <Footer />
    </div>
  );
}
