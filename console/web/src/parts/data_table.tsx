import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./data_table.module.css";

interface DataTableProps {
  readonly label: string;
  readonly columns: readonly string[];
  readonly children: ReactNode;
  /** What stands there instead when there is no row. */
  readonly empty?: string;
  readonly rowCount: number;
}

/** A table of moderate length, which a narrow screen shows as a list of cards. */
export function DataTable({ label, columns, children, empty, rowCount }: DataTableProps) {
  if (rowCount === 0 && empty) return <p className={classes["empty"]}>{empty}</p>;
  return (
    <Table className={classes["table"] ?? ""} verticalSpacing={6} aria-label={label}>
      <Table.Thead>
        <Table.Tr>
          {columns.map((column) => (
            <Table.Th key={column} scope="col">
              {column}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>{children}</Table.Tbody>
    </Table>
  );
}
