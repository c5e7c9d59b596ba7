import type { ReactNode } from "react";
import classes from "./form.module.css";

/** Fields in a row with their button, or one below the other where there is no room. */
export function Form({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  return (
    <form
      className={classes["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}
