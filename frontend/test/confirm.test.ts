import { afterEach, beforeEach, expect, it } from "vitest";
import { Confirm } from "../src/confirm.js";
import { Words } from "../src/words.js";
import { emptyHass } from "./hass.js";

let confirm: Confirm;
let end: (error?: Error) => void;

beforeEach(async () => {
  confirm = new Confirm();
  confirm.hass = emptyHass();
  confirm.words = await Words.load(confirm.hass);
  document.body.append(confirm);
  await confirm.open({
    title: "Delete",
    text: "All of them",
    confirm: "Delete",
    act: () =>
      new Promise<void>((resolve, reject) => {
        end = (error) => {
          if (error === undefined) resolve();
          else reject(error);
        };
      }),
  });
  confirm.renderRoot.querySelector<HTMLButtonElement>("button.main")?.click();
  await confirm.updateComplete;
});

afterEach(() => {
  document.body.replaceChildren();
});

const dialog = (): HTMLDialogElement | null => confirm.renderRoot.querySelector("dialog");

async function ended(error?: Error): Promise<void> {
  end(error);
  await new Promise((resolve) => setTimeout(resolve));
  await confirm.updateComplete;
}

it("a question is not closed by Escape while what it asked for is done", () => {
  const escape = new Event("cancel", { cancelable: true });
  dialog()?.dispatchEvent(escape);
  expect(escape.defaultPrevented).toBe(true);
});

it("a question closes when what it asked for is done", async () => {
  await ended();
  expect(dialog()?.open ?? false).toBe(false);
});

it("what went wrong is seen where the question was closed meanwhile", async () => {
  dialog()?.close();
  await confirm.updateComplete;
  await ended(new Error("The gateway does not answer."));
  expect(confirm.renderRoot.querySelector("[role=alert]")?.textContent).toBe("The gateway does not answer.");
  expect(dialog()?.open).toBe(true);
});
