// Chromium asks the person before a page may reach programs on this computer. The name of the permission has changed:
// the newest known one is asked first.

const NAMES = ["loopback-network", "local-network-access"];

// The permission, or null in a browser that asks for none. Its state is "prompt" also while the question is open.
export async function permission() {
  for (const name of NAMES) {
    try {
      return await navigator.permissions.query({ name });
    } catch {
      // This browser does not know this permission.
    }
  }
  return null;
}
