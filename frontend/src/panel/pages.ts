import type { Icon } from "./icons.js";

/*
 * The pages of the panel. To add one:
 *
 * 1. Write an element that extends `Page` (page.ts): it is given `hass`, `words`, `gateway`, and
 *    `rest`, what follows its own part of the address. It says what it wants by events: `ask` (a
 *    confirmation that names what will be lost), `toast` (what was done, with an undo), `go` (another
 *    address). What it is built of: `msns-table`, `msns-form`, `msns-dialog`, `msns-progress`.
 * 2. Add it here. It is loaded when somebody opens it: `/lorawan/<entry>/<path>/<rest …>`.
 * 3. Give it words: `config_panel.panel.page.<words>` in the translations is its name in the
 *    navigation; its own words go into a section of its own, `config_panel.<words>`.
 * 4. Ask for data: `run(hass, action, data)` (actions.ts) does what the action of that name does, and
 *    tells all problems field by field; `ListStore` (list-store.ts) follows a list. What it needs
 *    beside that is a WebSocket command of its own in `web/`, for administrators, whose messages
 *    stand in `web/panel_messages.py`; `script/frontend types` writes messages.ts from them.
 */
export interface PageEntry {
  /** Its part of the address. */
  path: string;
  words: string;
  icon: Icon;
  element: string;
  /** Whether somebody who comes back to it finds it as they left it: what they began is not lost. */
  kept?: boolean;
  load: () => Promise<unknown>;
}

export const PAGES: readonly PageEntry[] = [
  {
    path: "devices",
    words: "devices",
    icon: "devices",
    element: "msns-devices-page",
    load: () => import("./devices-page.js"),
  },
  {
    path: "commission",
    words: "commission",
    icon: "scan",
    element: "msns-commissioning-page",
    kept: true,
    load: () => import("../commissioning/page.js"),
  },
  {
    path: "import",
    words: "import",
    icon: "upload",
    element: "msns-import-page",
    kept: true,
    load: () => import("../csv/page.js"),
  },
  {
    path: "profiles",
    words: "profiles",
    icon: "profiles",
    element: "msns-profiles-page",
    load: () => import("./profiles-page.js"),
  },
  {
    path: "groups",
    words: "groups",
    icon: "groups",
    element: "msns-groups-page",
    load: () => import("./groups-page.js"),
  },
  {
    path: "codecs",
    words: "codecs",
    icon: "codec",
    element: "msns-codecs-page",
    load: () => import("./codecs-page.js"),
  },
  {
    path: "firmware",
    words: "firmware",
    icon: "firmware",
    element: "msns-firmware-page",
    kept: true,
    load: () => import("../firmware/page.js"),
  },
  {
    path: "backup",
    words: "backup",
    icon: "file",
    element: "msns-backup-page",
    load: () => import("../backup/page.js"),
  },
];
