import { readFileSync } from "node:fs";

// Holds what the made-up API answers against the description of the real one. As much of JSON
// Schema as that uses.

const description = JSON.parse(
  readFileSync(new URL("../../console/api/openapi.json", import.meta.url), "utf8"),
);

/** Made-up lists are all of one make; with 100,000 of them the rest costs seconds. */
const itemsChecked = 300;

function follow(schema) {
  if (schema.$ref === undefined) return schema;
  const path = schema.$ref.split("/").slice(1);
  return path.reduce((at, name) => at[name], description);
}

function typeOf(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

function faultsOfObject(value, schema, at) {
  const missing = (schema.required ?? []).filter((name) => !(name in value));
  return [
    ...missing.map((name) => `${at} has no ${name}`),
    ...Object.entries(schema.properties ?? {})
      .filter(([name]) => name in value)
      .flatMap(([name, inner]) => faults(value[name], inner, `${at}/${name}`)),
  ];
}

function faults(value, given, at) {
  const schema = follow(given);
  const found = (schema.allOf ?? []).flatMap((part) => faults(value, part, at));
  const type = typeOf(value);
  if (schema.type && ![schema.type].flat().includes(type))
    return [...found, `${at} is ${type}, not ${schema.type}`];
  if (schema.enum && !schema.enum.includes(value)) found.push(`${at} is ${value}`);
  if (schema.pattern && type === "string" && !new RegExp(schema.pattern, "u").test(value))
    found.push(`${at} is ${value}`);
  if (type === "object") found.push(...faultsOfObject(value, schema, at));
  if (type === "array" && schema.items)
    for (const [index, one] of value.slice(0, itemsChecked).entries())
      found.push(...faults(one, schema.items, `${at}/${index}`));
  return found;
}

function matches(template, path) {
  return new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`).test(path);
}

/** What is wrong with an answer of 200; nothing if it is as described. */
export function faultsOfAnswer(method, path, body) {
  const templates = Object.keys(description.paths).filter((template) => matches(template, path));
  const template = templates.find((one) => !one.includes("{")) ?? templates[0];
  const operation = description.paths[template]?.[method.toLowerCase()];
  if (operation === undefined) return [`${method} ${path} is not described`];
  return faults(body, operation.responses["200"].content["application/json"].schema, path);
}
