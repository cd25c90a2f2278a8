import { type ServiceName, services } from './roles.js';

/** One of something for every service, by its name. */
export function perService<T>(make: (service: ServiceName) => T): Readonly<Record<ServiceName, T>> {
  return Object.fromEntries(services.map((service) => [service, make(service)])) as Record<ServiceName, T>;
}
