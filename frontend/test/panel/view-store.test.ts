import { describe, expect, it } from "vitest";
import type { View } from "../../src/panel/rows.js";
import { queryOf, viewOf } from "../../src/panel/view-store.js";

const VIEW: View = {
  search: "lobby 1",
  sort: { key: "seen", descending: true },
  filters: { model: "WT201", codec: "" },
};

describe("the address of a list", () => {
  it("names what is searched for, the order and the filters, and is read back as it was", () => {
    const query = queryOf(VIEW, "");
    expect(query).toBe("?search=lobby+1&sort=-seen&filter.model=WT201&filter.codec=");
    expect(viewOf(query)).toEqual(VIEW);
  });

  it("says nothing of a list that is shown as it is", () => {
    expect(queryOf({ search: "", sort: undefined, filters: {} }, "?search=a&sort=b&filter.c=d")).toBe("");
    expect(viewOf("")).toBeUndefined();
  });

  it("keeps what is not about the list", () => {
    const query = queryOf({ ...VIEW, filters: {}, sort: undefined }, "?kiosk=1&search=other");
    expect(query).toBe("?kiosk=1&search=lobby+1");
    expect(viewOf("?kiosk=1")).toBeUndefined();
  });
});
