import { Button, Kbd } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useSingleKeys } from "../../parts/single_keys.ts";
import classes from "./keys_dialog.module.css";

const keys = [
  ["j", "next incident"],
  ["k", "previous incident"],
  ["Enter", "open it"],
  ["e", "acknowledge it"],
  ["/", "filter; Escape goes back"],
  ["?", "these keys"],
] as const;

interface KeysDialogProps {
  readonly isShown: boolean;
  readonly onClose: () => void;
}

export function KeysDialog({ isShown, onClose }: KeysDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { setOn } = useSingleKeys();
  useEffect(() => {
    if (isShown) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isShown]);
  return (
    <dialog ref={dialog} className={classes["dialog"]} aria-labelledby="keys" onClose={onClose}>
      <h2 id="keys">Keys</h2>
      <dl className={classes["keys"]}>
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <Kbd>{key}</Kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <div className={classes["buttons"]}>
        <Button size="compact-sm" onClick={onClose}>
          Close
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            setOn(false);
            onClose();
          }}
        >
          Switch them off
        </Button>
      </div>
      <p className={classes["hint"]}>Settings switch them on again.</p>
    </dialog>
  );
}
