import { describe, expect, it } from "vitest";
import { FormState } from "../../src/panel/form-state.js";

const OPENED = new FormState({ name: "Door", port: "85" });

describe("a form", () => {
  it("knows what was changed, and how it was", () => {
    const form = OPENED.with("name", "Gate");
    expect([form.isDirty, form.changed, form.expected]).toEqual([true, { name: "Gate" }, { name: "Door" }]);
  });

  it("is unchanged where something is put back", () => {
    expect(OPENED.with("name", "Gate").with("name", "Door").isDirty).toBe(false);
  });

  it("follows somebody else in what the person left alone, and says so", () => {
    const form = OPENED.with("name", "Gate").now({ name: "Door", port: "1" });
    expect(form.values).toEqual({ name: "Gate", port: "1" });
    expect([...form.elsewhere]).toEqual(["port"]);
  });

  it("keeps what the person wants where somebody else changed the same", () => {
    const form = OPENED.with("name", "Gate").now({ name: "Window", port: "85" });
    expect(form.values["name"]).toBe("Gate");
    expect([...form.elsewhere]).toEqual(["name"]);
  });

  it("has nothing to do where somebody else did just that", () => {
    expect(OPENED.with("name", "Gate").now({ name: "Gate", port: "85" }).isDirty).toBe(false);
  });
});
