import { LitElement, type PropertyDeclarations } from "lit";
import { ask, type Question } from "../actions.js";
import { HASS, type Hass, navigate } from "../hass.js";
import type { Words } from "../words.js";
import type { PanelGatewayMessage } from "./messages.js";
import { address } from "./route.js";
import { toast, type Toast } from "./toast.js";

/** A page as the panel knows it. */
export type PageElement = HTMLElement & Pick<Page, "hass" | "words" | "gateway" | "rest" | "narrow">;

/** What the panel gives each page. */
export abstract class Page extends LitElement {
  static override properties: PropertyDeclarations = {
    hass: HASS,
    words: { attribute: false },
    gateway: { attribute: false },
    rest: { attribute: false },
    narrow: { type: Boolean, reflect: true },
  };
  /** Nothing is drawn anew for a state alone: who shows states declares it otherwise. */
  declare hass: Hass;
  declare words: Words;
  declare gateway: PanelGatewayMessage;
  /** The parts of the address after the page's own: `/lorawan/<entry>/devices/24E1…` has one. */
  declare rest: readonly string[];
  /** Whether it is as narrow as a phone. */
  declare narrow: boolean;

  /** A text of this panel. */
  protected text(key: string, values?: Record<string, string | number>): string {
    return this.words.text(key, values);
  }

  /** Has the panel ask before something is done that can't be undone. */
  protected ask(question: Question): void {
    ask(this, question);
  }

  /** Has the panel say what was done, and offer to undo it. */
  protected toast(said: Toast): void {
    toast(this, said);
  }

  /** Says so where what was to be loaded could not be. */
  protected load(loading: Promise<unknown>): void {
    loading.catch((error: unknown) => {
      this.toast({ text: this.text("panel.not_loaded", { reason: String(error) }) });
    });
  }

  /** Opens another page of the same gateway, or something in this one. */
  protected go(page: string, ...rest: readonly string[]): void {
    const { config_entry_id } = this.gateway;
    const isHere = location.pathname.startsWith(address(config_entry_id, page));
    // What is searched for on this page stays in its address.
    navigate(`${address(config_entry_id, page, ...rest)}${isHere ? location.search : ""}`);
  }
}
