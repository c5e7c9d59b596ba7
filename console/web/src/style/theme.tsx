import { createTheme, localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import type { ReactNode } from "react";

const colorScheme = localStorageColorSchemeManager({ key: "aviary-color-scheme" });

// Sizes and colours are in theme.css: what stands here Mantine would write into <style> elements,
// which the content security policy refuses.
const theme = createTheme({ cursorType: "pointer" });

export function Theme({ children }: { children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      colorSchemeManager={colorScheme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
      withStaticClasses={false}
    >
      {children}
    </MantineProvider>
  );
}
