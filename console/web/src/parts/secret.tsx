import { Button } from "@mantine/core";
import { useState } from "react";
import classes from "./secret.module.css";
import { ToldAtLength } from "./told_at_length.tsx";

/** Dots, as many for every secret, until somebody wants to see it. */
export function Secret({ name, text }: { name: string; text: string }) {
  const [isShown, setShown] = useState(false);
  return (
    <span className={classes["secret"]}>
      {isShown ? <ToldAtLength text={text} /> : <span aria-hidden="true">••••••••</span>}
      <Button
        variant="default"
        size="compact-xs"
        aria-label={`${isShown ? "Hide" : "Show"} ${name}`}
        onClick={() => setShown(!isShown)}
      >
        {isShown ? "Hide" : "Show"}
      </Button>
    </span>
  );
}
