import assert from "node:assert/strict";
import { Markup, markup } from "#lib/dashboard/report/markup.ts";

Deno.test("markup`` escapes text in elements and in attributes", () => {
  assert.equal(
    markup`<a title="${`"'`}">${"<b> & c"}</a>`.text,
    '<a title="&quot;&#39;">&lt;b&gt; &amp; c</a>',
  );
});

Deno.test("markup`` takes HTML as it is, lists joined, and nothing for undefined", () => {
  const items = ["a", "<"].map((text) => markup`<li>${text}</li>`);
  assert.equal(
    markup`<ul>${items}${undefined}${7}${new Markup("<hr>")}</ul>`.text,
    "<ul><li>a</li><li>&lt;</li>7<hr></ul>",
  );
});
