/** The token: kept for this tab, and gone with it. Never in localStorage, a cookie or an address. */

const KEY = "token";

export function storedToken(): string {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    return ""; // storage may be forbidden
  }
}

export function rememberToken(token: string): void {
  try {
    if (token === "") sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, token);
  } catch {
    // storage may be forbidden: the token then lives until the page is closed
  }
}
