import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Incident } from "../../api/types.ts";
import { matrixOf } from "../../model/matrix.ts";
import { counted } from "../../model/sentence.ts";
import { Told } from "../../parts/told.tsx";
import type { IncidentsSearch } from "../../router.tsx";
import classes from "./matrix_view.module.css";

const mostEachWay = 50;

interface MatrixViewProps {
  readonly incidents: readonly Incident[];
  readonly search: IncidentsSearch;
}

/** Source networks against birds: who goes where. */
export function MatrixView({ incidents, search }: MatrixViewProps) {
  const matrix = useMemo(() => matrixOf(incidents, mostEachWay), [incidents]);
  if (matrix.rows.length === 0)
    return <p className={classes["note"]}>No incident with a source address.</p>;
  return (
    <>
      <section
        className={classes["box"]}
        aria-label="Incidents by source network and bird"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
        tabIndex={0}
      >
        <table className={classes["table"]}>
          <thead>
            <tr>
              <th scope="col">Source network</th>
              <th scope="col" className={classes["number"]}>
                All
              </th>
              {matrix.birds.map((bird) => (
                <th key={bird} scope="col" className={classes["bird"]}>
                  <Told text={bird} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.rows.map(({ net, total, counts }) => (
              <tr key={net}>
                <th scope="row">{net}</th>
                <Count count={total} search={{ ...search, view: undefined, net }} />
                {counts.map((count, column) => {
                  const bird = matrix.birds[column] ?? "";
                  const to = { ...search, view: undefined, net, bird };
                  return <Count key={bird} count={count} search={to} />;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <LeftOut {...matrix} />
    </>
  );
}

function Count({ count, search }: { count: number; search: IncidentsSearch }) {
  return (
    <td className={classes["number"]}>
      {count > 0 && (
        <Link to="/" search={search} className={classes["count"]}>
          {count.toLocaleString("en")}
        </Link>
      )}
    </td>
  );
}

interface LeftOutProps {
  readonly birdsLeftOut: number;
  readonly rowsLeftOut: number;
  readonly withoutAddress: number;
}

function LeftOut({ birdsLeftOut, rowsLeftOut, withoutAddress }: LeftOutProps) {
  const notes = [
    rowsLeftOut > 0 && `${counted(rowsLeftOut, "network")} with fewer`,
    birdsLeftOut > 0 && `${counted(birdsLeftOut, "bird")} with fewer`,
    withoutAddress > 0 && `${counted(withoutAddress, "incident")} without a source address`,
  ].filter((note) => note !== false);
  if (notes.length === 0) return null;
  return <p className={classes["note"]}>Not shown: {notes.join(", ")}.</p>;
}
