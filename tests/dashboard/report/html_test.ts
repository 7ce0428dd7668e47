import assert from "node:assert/strict";
import { Html, html } from "#lib/dashboard/report/html.ts";

Deno.test("html`` escapes text in elements and in attributes", () => {
  assert.equal(
    html`<a title="${`"'`}">${"<b> & c"}</a>`.text,
    '<a title="&quot;&#39;">&lt;b&gt; &amp; c</a>',
  );
});

Deno.test("html`` takes HTML as it is, lists joined, and nothing for undefined", () => {
  const items = ["a", "<"].map((text) => html`<li>${text}</li>`);
  assert.equal(
    html`<ul>${items}${undefined}${7}${new Html("<hr>")}</ul>`.text,
    "<ul><li>a</li><li>&lt;</li>7<hr></ul>",
  );
});
