import { DOMAIN, type Hass, type Localize } from "./hass.js";

const NUMBER_LOCALES: Record<string, string[]> = {
  comma_decimal: ["en-US", "en"],
  decimal_comma: ["de", "es", "it"],
  space_comma: ["fr", "sv", "cs"],
  quote_decimal: ["de-CH"],
};

// Up to sixty of each are told in it.
const SPANS: readonly [number, Intl.RelativeTimeFormatUnit][] = [
  [1, "second"],
  [60, "minute"],
  [3600, "hour"],
];
const CATEGORIES = ["config_panel", "entity", "common"] as const;

/** Texts of the integration, and numbers and times as the person who looks wants them. */
export class Words {
  readonly #localize: Localize;
  readonly #hass: Hass;
  readonly #clock: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;
  // Asked for with each of very many devices.
  readonly #statuses = new Map<string | null, string>();

  private constructor(hass: Hass, localize: Localize) {
    this.#hass = hass;
    this.#localize = localize;
    const { language, time_format, time_zone } = hass.locale;
    const cycles: Record<string, Intl.DateTimeFormatOptions> = {
      "12": { hourCycle: "h12" },
      "24": { hourCycle: "h23" },
    };
    const zone = time_zone === "server" ? { timeZone: hass.config.time_zone } : {};
    const locale = time_format === "system" ? undefined : language;
    this.#clock = new Intl.DateTimeFormat(locale, {
      hour: "numeric",
      minute: "2-digit",
      ...cycles[time_format],
      ...zone,
    });
    this.#day = new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "short", ...zone });
  }

  /** Reads the texts of a language, once for all who ask. */
  static load(hass: Hass): Promise<Words> {
    const { language, number_format, time_format, time_zone } = hass.locale;
    const key = [language, number_format, time_format, time_zone].join();
    let words = loaded.get(key);
    if (words === undefined) {
      words = Promise.all(
        CATEGORIES.map((category) => hass.loadBackendTranslation(category, DOMAIN)),
      ).then(([, , localize]) => new Words(hass, localize ?? hass.localize));
      words.catch(() => loaded.delete(key));
      loaded.set(key, words);
    }
    return words;
  }

  /** A text of the section `config_panel`. Nothing is shown of one that is missing. */
  text(key: string, values?: Record<string, string | number>): string {
    return this.#localize(`component.${DOMAIN}.config_panel.${key}`, values);
  }

  /** What becomes of a device, as its sensor says it. */
  status(status: string | null): string {
    let words = this.#statuses.get(status);
    if (words === undefined) {
      words =
        status === null
          ? this.text("device.unknown")
          : this.#localize(`component.${DOMAIN}.entity.sensor.update_status.state.${status}`);
      this.#statuses.set(status, words);
    }
    return words;
  }

  /** What to try after a failure, in the words of the notice under Repairs. */
  advice(status: string | null): string {
    return status === null ? "" : this.#localize(`component.${DOMAIN}.common.advice_${status}`);
  }

  number(value: number): string {
    const { language, number_format } = this.#hass.locale;
    if (number_format === "none") return String(value);
    const locales = number_format === "system" ? undefined : (NUMBER_LOCALES[number_format] ?? language);
    return new Intl.NumberFormat(locales).format(value);
  }

  percent(share: number): string {
    return new Intl.NumberFormat(this.#hass.locale.language, {
      style: "percent",
      maximumFractionDigits: 0,
    }).format(share);
  }

  /** The language of the person who looks. */
  get language(): string {
    return this.#hass.locale.language;
  }

  devices(count: number): string {
    return this.counted("devices", count);
  }

  updates(count: number): string {
    return this.counted("updates", count);
  }

  /** A number of things: Home Assistant itself can't read plurals in one text. */
  counted(things: string, count: number): string {
    const form = new Intl.PluralRules(this.#hass.locale.language).select(count);
    const values = { number: this.number(count) };
    return this.text(`count.${things}_${form}`, values) || this.text(`count.${things}_other`, values);
  }

  /** "14:20", with the day where it is not today. */
  moment(at: Date, now: Date = new Date()): string {
    const time = this.#clock.format(at);
    return this.#day.format(at) === this.#day.format(now) ? time : `${this.#day.format(at)}, ${time}`;
  }

  /** "5 min. ago". */
  ago(at: Date, now: Date = new Date()): string {
    const seconds = Math.min(0, (at.getTime() - now.getTime()) / 1000);
    const [size, unit] = SPANS.find(([most]) => -seconds < most * 60) ?? [86_400, "day"];
    return new Intl.RelativeTimeFormat(this.language, { numeric: "auto", style: "short" }).format(
      Math.round(seconds / size),
      unit,
    );
  }

  /** "3 h 45 min", "2 min", "40 s". */
  duration(seconds: number): string {
    const whole = Math.max(0, Math.round(seconds));
    if (whole < 60) return this.#unit(whole, "second");
    const minutes = Math.round(whole / 60);
    if (minutes < 60) return this.#unit(minutes, "minute");
    const days = Math.floor(minutes / 1440);
    const hours = Math.floor((minutes % 1440) / 60);
    const parts = [
      days > 0 ? this.#unit(days, "day") : "",
      hours > 0 ? this.#unit(hours, "hour") : "",
      days === 0 && minutes % 60 > 0 ? this.#unit(minutes % 60, "minute") : "",
    ];
    return parts.filter(Boolean).join(" ");
  }

  #unit(value: number, unit: string): string {
    return new Intl.NumberFormat(this.#hass.locale.language, {
      style: "unit",
      unit,
      unitDisplay: unit === "day" ? "long" : "short",
    }).format(value);
  }
}

const loaded = new Map<string, Promise<Words>>();
