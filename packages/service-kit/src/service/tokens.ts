/** Injection token: which service this is (`ServiceName`). */
export const SERVICE_NAME = Symbol('SERVICE_NAME');
/** Injection token: the kit's settings (`KitConfig`). */
export const KIT_CONFIG = Symbol('KIT_CONFIG');
/** Injection token: request spans (`Tracing`). */
export const TRACING = Symbol('TRACING');
/** Injection token: what the fault harness put at the named points (`AtPoint | undefined`). */
export const AT_POINT = Symbol('AT_POINT');
/** Injection token: the connection to NATS (`NatsLink`). */
export const NATS_LINK = Symbol('NATS_LINK');
