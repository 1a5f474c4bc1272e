import { afterEach, beforeEach, expect, it } from "vitest";
import { Form } from "../../src/panel/form.js";
import { Words } from "../../src/words.js";
import { emptyHass } from "../hass.js";

let form: Form;

beforeEach(async () => {
  form = new Form();
  const fields = (["name", "port"] as const).map((name) => ({ name, label: name, kind: "text" as const }));
  Object.assign(form, { words: await Words.load(emptyHass()), sections: [{ fields }], busy: true });
  document.body.append(form);
  await form.updateComplete;
});

afterEach(() => {
  document.body.replaceChildren();
});

const focused = (): string | undefined => form.shadowRoot?.activeElement?.id;

it("the cursor is put where something is wrong when fields can be filled in again", async () => {
  form.problems = { port: "is wrong" };
  form.showProblems();
  await form.updateComplete;
  expect(focused()).toBeUndefined();
  form.busy = false;
  await form.updateComplete;
  expect(focused()).toBe("port");
});

it("the cursor stays where somebody goes on to write", async () => {
  form.problems = { name: "is wrong", port: "is wrong" };
  form.busy = false;
  form.showProblems();
  await form.updateComplete;
  form.renderRoot.querySelector<HTMLElement>("#port")?.focus();
  form.problems = { name: "is wrong" };
  await form.updateComplete;
  expect(focused()).toBe("port");
});
