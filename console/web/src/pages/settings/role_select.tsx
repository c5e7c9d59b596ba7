import { NativeSelect } from "@mantine/core";
import type { Role } from "../../api/types.ts";
import { roles } from "../../model/roles.ts";

interface RoleSelectProps {
  readonly label?: string;
  readonly name?: string;
  readonly value: Role;
  readonly disabled?: boolean;
  readonly onChange: (role: Role) => void;
}

/** `name` says whose role it is where no label is shown. */
export function RoleSelect({ label, name, value, disabled, onChange }: RoleSelectProps) {
  return (
    <NativeSelect
      label={label}
      aria-label={name}
      size={label ? "sm" : "xs"}
      data={[...roles]}
      value={value}
      disabled={disabled ?? false}
      onChange={(event) => {
        const role = roles.find((one) => one === event.currentTarget.value);
        if (role) onChange(role);
      }}
    />
  );
}
