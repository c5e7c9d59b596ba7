import { Button } from "@mantine/core";
import { Section } from "../../parts/section.tsx";
import { useSingleKeys } from "../../parts/single_keys.ts";

export function KeysSetting() {
  const { isOn, setOn } = useSingleKeys();
  return (
    <Section title="Keys">
      <p>
        On the incidents page single keys move and acknowledge: j, k, e, and ? for all of them. They
        are {isOn ? "on" : "off"} in this browser.
      </p>
      <div>
        <Button variant="default" size="compact-sm" onClick={() => setOn(!isOn)}>
          Switch them {isOn ? "off" : "on"}
        </Button>
      </div>
    </Section>
  );
}
