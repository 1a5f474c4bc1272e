// Written by `script/frontend types` from web/panel_messages.py of the integration.

/**
 * What a gateway is to Home Assistant. `SILENT` is set up, and does not answer.
 */
export type GatewayState =
  | "answers"
  | "silent"
  | "no_broker"
  | "not_set_up";

/**
 * A sentence, and how to have it in another language. Without a key it is as it stands.
 */
export interface SentenceMessage {
  message: string;
  translation_domain: string | null;
  translation_key: string | null;
  translation_placeholders: Record<string, string> | null;
}

/**
 * What the gateway's channel plan allows, and what it takes where nothing is given.
 *
 * Frequencies are in Hz.
 */
export interface RegionMessage {
  lowest_frequency: number;
  highest_frequency: number;
  data_rates: number[];
  rx2_frequency: number;
  rx2_data_rate: number;
  ping_slot_frequency: number;
  ping_slot_data_rate: number;
}

/**
 * A gateway. Where it is not set up, `reason` says why, if that is known.
 *
 * `silent_since` is since when it has not answered.
 */
export interface PanelGatewayMessage {
  config_entry_id: string;
  name: string;
  eui: string;
  device_id: string | null;
  state: GatewayState;
  reason: SentenceMessage | null;
  silent_since: string | null;
  request_topic: string;
  response_topic: string;
  channel_plan: string | null;
  cloud: boolean | null;
  has_fuota: boolean;
  region: RegionMessage | null;
}

/**
 * All gateways, whenever something of one of them has changed.
 */
export interface PanelGatewaysMessage {
  gateways: PanelGatewayMessage[];
}

/**
 * What is wrong with a field, and how to have it in another language.
 */
export interface ProblemMessage {
  field: string;
  message: string;
  translation_key: string;
  translation_placeholders: Record<string, string>;
}

/**
 * What became of an action: its response, or all that is wrong with its fields.
 */
export interface RanMessage {
  response: Record<string, unknown> | null;
  problems: ProblemMessage[];
}

/**
 * What became of one of many devices: done where there is neither a problem nor a reason.
 *
 * `reason` is why it was not done, or left out. `differences` are the fields that the gateway
 * kept otherwise than they were sent; they are reported at the end.
 */
export interface BulkResultMessage {
  dev_eui: string;
  problems: ProblemMessage[];
  reason: SentenceMessage | null;
  differences: string[];
}

/**
 * How far a change of many devices is: what is new since the last message.
 */
export interface BulkMessage {
  results: BulkResultMessage[];
  done: number;
  total: number;
  ended: boolean;
}

/**
 * Rows of a list that are new or have changed, and the ids of those that are gone.
 *
 * Where it is `fresh`, what was sent before holds no more. `complete` is whether all rows were
 * sent by now. Rows are as the action that lists them gives them, without keys.
 */
export interface ListMessage {
  fresh: boolean;
  rows: (Record<string, unknown>)[];
  gone: string[];
  complete: boolean;
}
