// Chromium asks the person before a page may reach programs on this computer. The name of the permission has changed:
// the newest known one is asked first.

// A page of this device is not asked, and the permission says "prompt" there for ever.
const OWN_HOSTS = ["localhost", "127.0.0.1", "[::1]"];
const NAMES = ["loopback-network", "local-network-access"];

// The permission, or null in a browser that asks for none. Its state is "prompt" also while the question is open.
export async function permission() {
  if (OWN_HOSTS.includes(globalThis.location?.hostname)) return null;
  for (const name of NAMES) {
    try {
      return await navigator.permissions.query({ name });
    } catch {
      // This browser does not know this permission.
    }
  }
  return null;
}
