import type { Piece } from "../model/sentence.ts";
import { Told } from "./told.tsx";

/** Words of ours as they are; what others wrote as such. */
export function Sentence({ pieces }: { pieces: readonly Piece[] }) {
  return (
    <>
      {pieces.map((piece, at) => {
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other name than their place
        return typeof piece === "string" ? piece : <Told key={at} text={piece.told} />;
      })}
    </>
  );
}
