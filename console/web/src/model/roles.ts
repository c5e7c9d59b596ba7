import type { Role } from "../api/types.ts";

/** Each may what the one before it may. */
export const roles: readonly Role[] = ["read-only", "analyst", "admin"];

export function mayAtLeast(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}
