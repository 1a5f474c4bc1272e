import { DOMAIN, type Hass, type Localize } from "../hass.js";

/** What the fields of an action are called, and what is said of them: as where it is called. */
export class FieldWords {
  readonly #localize: Localize;
  readonly #action: string;

  private constructor(localize: Localize, action: string) {
    this.#localize = localize;
    this.#action = action;
  }

  static async load(hass: Hass, action: string): Promise<FieldWords> {
    await hass.loadBackendTranslation("services", DOMAIN);
    return new FieldWords(await hass.loadBackendTranslation("selector", DOMAIN), action);
  }

  readonly label = (field: string): string => this.#of(field, "name") || field;

  readonly help = (field: string): string => this.#of(field, "description");

  /** A choice of a selector, as the action has it. */
  option(selector: string, value: string): string {
    return this.#localize(`component.${DOMAIN}.selector.${selector}.options.${value}`) || value;
  }

  #of(field: string, what: "name" | "description"): string {
    return this.#localize(`component.${DOMAIN}.services.${this.#action}.fields.${field}.${what}`);
  }
}
