/** The network that a source is counted in: its /24, of IPv6 its /64. Nothing for no address. */
export function subnetOf(address: string): string | undefined {
  const four = octets(address.replace(/^::ffff:(?=\d+\.)/i, ""));
  if (four) return `${four.slice(0, 3).join(".")}.0/24`;
  const groups = ipv6Groups(address);
  return groups && `${compressed(groups.slice(0, 4))}/64`;
}

export function isAddress(text: string): boolean {
  return subnetOf(text) !== undefined;
}

function octets(text: string): number[] | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part))) return undefined;
  const numbers = parts.map(Number);
  return numbers.every((number) => number < 256) ? numbers : undefined;
}

function ipv6Groups(text: string): number[] | undefined {
  const halves = text.replace(/%.*$/, "").split("::");
  if (halves.length > 2 || !text.includes(":")) return undefined;
  const [head, tail] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const groups = [...(head ?? []), ...(tail ?? [])];
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  const missing = 8 - groups.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const filled = [...(head ?? []), ...Array<string>(missing).fill("0"), ...(tail ?? [])];
  return filled.map((group) => Number.parseInt(group, 16));
}

/** The first four groups of an address whose other half is zero. */
function compressed(groups: readonly number[]): string {
  const kept = [...groups];
  while (kept.at(-1) === 0) kept.pop();
  return `${kept.map((group) => group.toString(16)).join(":")}::`;
}
