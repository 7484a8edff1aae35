// Takes every function of the contract, so that the module's import section is
// what assembly/abi declares. Nothing here is to be run.
import * as abi from "guestkit/assembly/abi/cortex";
import { now } from "guestkit/cortex";

export function plugin_init(): void {
  abi.host_free(abi.host_alloc(abi.host_get_abi_version()));
  abi.host_log(0, 0);
  abi.host_random(0, i32(now()));
  abi.host_get_config(0, 0, 0, 0);
  abi.host_set_state(0, 0, 0, 0);
  abi.host_get_state(0, 0, 0, 0);
  abi.host_http_request(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}

export function plugin_destroy(): void {}
