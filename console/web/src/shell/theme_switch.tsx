import { Button, type MantineColorScheme, useMantineColorScheme } from "@mantine/core";

const next: Readonly<Record<MantineColorScheme, MantineColorScheme>> = {
  auto: "dark",
  dark: "light",
  light: "auto",
};

const words: Readonly<Record<MantineColorScheme, string>> = {
  auto: "system",
  dark: "dark",
  light: "light",
};

export function ThemeSwitch() {
  // Otherwise Mantine would write a <style> element to hold transitions, of which there are none.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <Button variant="subtle" size="compact-sm" onClick={() => setColorScheme(next[colorScheme])}>
      Colours: {words[colorScheme]}
    </Button>
  );
}
