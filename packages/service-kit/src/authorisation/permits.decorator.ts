import type { Permission } from '@jiqun/contracts';
import { RequestMethod, SetMetadata, type Type } from '@nestjs/common';

const PERMISSION = 'jiqun:permission';
/** Under these keys Nest keeps a route's path and method: a method of a controller that has both is a route. */
const [ROUTE_PATH, ROUTE_METHOD] = ['path', 'method'];

/** Declares who may call an HTTP route. What it declares is enforced by the guard that reads `permissionOf`. */
export const Permits = (permission: Permission): MethodDecorator => SetMetadata(PERMISSION, permission);

/** What a route declared; undefined when it declared nothing, which must be taken as refused. */
export function permissionOf(handler: object): Permission | undefined {
  return Reflect.getMetadata(PERMISSION, handler) as Permission | undefined;
}

/** The routes of these controllers that declare no permission, `GET HealthController.ready`; for a check at boot. */
export function routesWithoutPermission(controllers: readonly Type[]): readonly string[] {
  return controllers.flatMap((controller) => {
    const prototype = controller.prototype as Record<string, unknown>;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const handler = Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown;
      if (name === 'constructor' || typeof handler !== 'function' || !Reflect.hasMetadata(ROUTE_PATH as string, handler)) return [];
      const method = Reflect.getMetadata(ROUTE_METHOD as string, handler) as RequestMethod;
      return permissionOf(handler) === undefined ? [`${RequestMethod[method]} ${controller.name}.${name}`] : [];
    });
  });
}
