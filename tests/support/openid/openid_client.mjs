// Drives openid-client (npm): reads one order a line as JSON, answers each with one line.
import { createInterface } from "node:readline";
import * as client from "openid-client";

const rounds = new Map();
let config;
let bound = {};

const orders = {
  async setup({ issuer, id, secret, auth, key, fapi }) {
    const proofs = {
      client_secret_basic: () => client.ClientSecretBasic(secret),
      client_secret_post: () => client.ClientSecretPost(secret),
      private_key_jwt: async () => {
        const kind = { name: "ECDSA", namedCurve: "P-256" };
        const read = await crypto.subtle.importKey("jwk", key, kind, false, ["sign"]);
        return client.PrivateKeyJwt({ key: read, kid: key.kid });
      },
    };
    const execute = [client.allowInsecureRequests];
    const own = fapi ? { id_token_signed_response_alg: "ES256" } : undefined;
    config = await client.discovery(new URL(issuer), id, own, await proofs[auth](), { execute });
    if (fapi) bound = { DPoP: client.getDPoPHandle(config, await client.randomDPoPKeyPair("ES256")) };
    return { issuer: config.serverMetadata().issuer };
  },
  async begin({ redirect_uri, scope, pushed, bare, ...more }) {
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const nonce = bare ? undefined : client.randomNonce();
    const parameters = { redirect_uri, scope, state, ...more };
    if (!bare) {
      parameters.nonce = nonce;
      parameters.code_challenge = await client.calculatePKCECodeChallenge(verifier);
      parameters.code_challenge_method = "S256";
    }
    const url = pushed
      ? await client.buildAuthorizationUrlWithPAR(config, parameters, bound)
      : client.buildAuthorizationUrl(config, parameters);
    rounds.set(state, { verifier: bare ? undefined : verifier, nonce, maxAge: more.max_age && Number(more.max_age) });
    return { url: url.href, state };
  },
  async finish({ url, state, changes }) {
    const round = { ...rounds.get(state), ...changes };
    const checks = {
      expectedState: round.state ?? state,
      expectedNonce: round.nonce,
      pkceCodeVerifier: round.verifier,
      maxAge: round.maxAge,
      idTokenExpected: true,
    };
    const tokens = await client.authorizationCodeGrant(config, new URL(url), checks, undefined, bound);
    const claims = tokens.claims();
    const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub, bound);
    return { id_token: tokens.id_token, access_token: tokens.access_token, claims, userinfo };
  },
  async userinfo({ access_token, sub }) {
    return await client.fetchUserInfo(config, access_token, sub);
  },
  async revoke({ access_token }) {
    await client.tokenRevocation(config, access_token);
    return {};
  },
  async logout(parameters) {
    return { url: client.buildEndSessionUrl(config, parameters).href };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { order, ...facts } = JSON.parse(line);
  let answer;
  try {
    answer = await orders[order](facts);
  } catch (error) {
    answer = { refused: error.error ?? error.cause?.error ?? error.code ?? error.name, words: String(error.message) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
