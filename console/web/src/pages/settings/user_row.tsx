import { Button, Group, Table } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import * as calls from "../../api/calls.ts";
import type { Link, User } from "../../api/types.ts";
import { ConfirmButton } from "../../parts/confirm_button.tsx";
import { FailureNote } from "../../parts/failure_note.tsx";
import { RoleSelect } from "./role_select.tsx";
import { usersKey } from "./users_key.ts";

interface UserRowProps {
  readonly user: User;
  readonly onLink: (link: Link) => void;
}

export function UserRow({ user, onLink }: UserRowProps) {
  const { name, role, state } = user;
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (what: () => Promise<unknown>) => what(),
    onSettled: () => client.invalidateQueries({ queryKey: usersKey }),
  });
  const isDisabled = state === "disabled";
  return (
    <Table.Tr>
      <Table.Td>{name}</Table.Td>
      <Table.Td data-label="State">{state}</Table.Td>
      <Table.Td>
        <RoleSelect
          name={`Role of ${name}`}
          value={role}
          disabled={change.isPending}
          onChange={(wanted) => change.mutate(() => calls.setRole(name, wanted))}
        />
      </Table.Td>
      <Table.Td>
        <Group gap="xs">
          {isDisabled ? (
            <Button
              variant="default"
              size="compact-sm"
              loading={change.isPending}
              onClick={() => change.mutate(() => calls.enableUser(name))}
            >
              Enable
            </Button>
          ) : (
            <>
              <Button
                variant="default"
                size="compact-sm"
                loading={change.isPending}
                onClick={() => change.mutate(async () => onLink(await calls.makeLink(name)))}
              >
                New link
              </Button>
              <ConfirmButton
                label="Disable"
                question={`Really disable ${name}?`}
                isPending={change.isPending}
                onConfirm={() => change.mutate(() => calls.disableUser(name))}
              />
            </>
          )}
        </Group>
        <FailureNote error={change.error} />
      </Table.Td>
    </Table.Tr>
  );
}
