/** A run of a text: as it is, or one character that would not be seen or would move others. */
export interface Run {
  readonly text: string;
  /** `U+202E` of such a character. */
  readonly code?: string;
}

// Controls; zero width, bidi and other format characters, tags among them; lone surrogates; fillers
// that are letters to Unicode and blank to people; variation selectors beyond those of emoji.
const unseen =
  /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\u115F\u1160\u3164\uFFA0]|\u034F|[\u{E0100}-\u{E01EF}]/u;

function codeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

function isUnseen(character: string): boolean {
  return character !== "\n" && character !== "\t" && unseen.test(character);
}

export function runsOf(text: string): Run[] {
  if (!unseen.test(text)) return [{ text }];
  const runs: Run[] = [];
  let plain = "";
  for (const character of text) {
    if (!isUnseen(character)) {
      plain += character;
      continue;
    }
    if (plain !== "") runs.push({ text: plain });
    runs.push({ text: character, code: codeOf(character) });
    plain = "";
  }
  return plain === "" ? runs : [...runs, { text: plain }];
}
