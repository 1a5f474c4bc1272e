export type Value = string | boolean;
export type Values = Readonly<Record<string, Value>>;

/**
 * What is in a form: how the thing is, what was changed of it, and what somebody else has changed
 * since. It does not change itself: each change is a new one.
 */
export class FormState {
  /** How the thing is, as far as is known. */
  readonly base: Values;
  /** What the person has changed. */
  readonly changed: Values;
  /** Fields that somebody else has changed since the form was opened. */
  readonly elsewhere: ReadonlySet<string>;

  constructor(base: Values, changed: Values = {}, elsewhere: ReadonlySet<string> = new Set()) {
    this.base = base;
    this.changed = changed;
    this.elsewhere = elsewhere;
  }

  get values(): Values {
    return { ...this.base, ...this.changed };
  }

  get isDirty(): boolean {
    return Object.keys(this.changed).length > 0;
  }

  /** How the fields were that the person has changed. */
  get expected(): Values {
    return Object.fromEntries(
      Object.keys(this.changed).flatMap((name) => {
        const value = this.base[name];
        return value === undefined ? [] : [[name, value]];
      }),
    );
  }

  /** A field as the person wants it. As it was is no change. */
  with(name: string, value: Value): FormState {
    const others = Object.entries(this.changed).filter(([key]) => key !== name);
    const isSame = value === (this.base[name] ?? "");
    const changed = Object.fromEntries(isSame ? others : [...others, [name, value]]);
    return new FormState(this.base, changed, this.elsewhere);
  }

  /** The thing as it is now: what the person has not changed follows, and what they have stays. */
  now(base: Values): FormState {
    const elsewhere = new Set(this.elsewhere);
    for (const [name, value] of Object.entries(base)) {
      if (name in this.base && this.base[name] !== value) elsewhere.add(name);
    }
    const changed = Object.fromEntries(
      Object.entries(this.changed).filter(([name, value]) => base[name] !== value),
    );
    return new FormState({ ...this.base, ...base }, changed, elsewhere);
  }
}

/** Returns a number as a form holds it, blank where there is none. */
export function asText(value: number | null | undefined): string {
  return value == null ? "" : String(value);
}
