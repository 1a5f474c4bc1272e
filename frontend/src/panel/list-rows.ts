// Written by `script/frontend types` from web/list_subjects.py of the integration.

/**
 * Which of the two libraries of codecs.
 */
export type PayloadCodecType =
  | "default"
  | "custom";

export interface DeviceRow {
  dev_eui: string;
  name: string;
  description: string;
  application_id: number | null;
  app_name: string | null;
  profile_id: string | null;
  profile_name: string | null;
  payload_codec_id: number | null;
  payload_name: string | null;
  f_port: number | null;
  skip_f_cnt_check: boolean | null;
  supports_join: boolean | null;
  active: boolean | null;
  last_seen_at: string | null;
  last_seen_at_time: string | null;
  last_seen_uncertainty: number | null;
  dev_addr: string | null;
  mb_mode: string | null;
  mb_frame_port: number | null;
  mb_tcp_port: number | null;
  device_id: string | null;
  firmware_version: string | null;
  model: string | null;
  on_default_key: boolean;
}

export interface ApplicationRow {
  application_id: number;
  app_name: string;
}

export interface ProfileRow {
  profile_id: string;
  name: string;
  max_eirp: number | null;
  max_duty_cycle: number | null;
  supports_join: boolean | null;
  supports_class_b: boolean | null;
  supports_class_c: boolean | null;
  supports_32bit_f_cnt: boolean | null;
  mac_version: string | null;
  reg_params_revision: string | null;
  rx_dr_offset1: number | null;
  rx_data_rate2: number | null;
  rx_freq2: number | null;
  factory_preset_freqs: number[];
  enable_uplink_channels: number[];
  ping_slot_period: number | null;
  ping_slot_dr: number | null;
  ping_slot_freq: number | null;
  class_b_timeout: number | null;
  class_c_timeout: number | null;
  rf_region: string | null;
  organization_id: string | null;
  network_server_id: string | null;
  using: boolean | null;
  is_default: boolean | null;
}

export interface MulticastDevice {
  dev_eui: string;
  name: string;
  application_id: number | null;
  description: string;
  device_profile_id: string | null;
  device_profile_name: string | null;
  device_status_battery: number | null;
  device_status_margin: number | null;
  last_seen_at: string | null;
}

export interface MulticastGroupRow {
  multicast_group_id: string;
  name: string;
  mc_addr: string | null;
  f_cnt: number | null;
  group_type: string | null;
  dr: number | null;
  frequency: number | null;
  ping_slot_period: number | null;
  created_at: string | null;
  updated_at: string | null;
  devices: MulticastDevice[];
}

export interface PayloadCodecRow {
  payload_codec_id: number;
  name: string;
  type: PayloadCodecType;
  dev_eui_prefix: string;
}
