import { Button } from "@mantine/core";
import { useState } from "react";
import { Told } from "./told.tsx";
import classes from "./told_at_length.module.css";

/** More than a screen of one field hides the others. */
const shownAtFirst = 1_000;

/** A text of any length, with its line breaks. */
export function ToldAtLength({ text }: { text: string }) {
  const [isWhole, setWhole] = useState(false);
  const isCut = !isWhole && text.length > shownAtFirst;
  return (
    <span className={classes["text"]}>
      <Told text={isCut ? text.slice(0, shownAtFirst) : text} />
      {isCut && (
        <Button variant="default" size="compact-xs" onClick={() => setWhole(true)}>
          Show all {text.length.toLocaleString("en")} characters
        </Button>
      )}
    </span>
  );
}
