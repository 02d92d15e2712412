// The certified oidc-provider of npm with one client; every person who comes is signed in and has agreed.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [, , redirectUri, secret] = process.argv;
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address();
  const issuer = `http://localhost:${port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: "bench", client_secret: secret, redirect_uris: [redirectUri], response_types: ["code"] }],
    cookies: { keys: [secret] },
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "one", alg: "RS256", use: "sig" }] },
    claims: { openid: ["sub"], profile: ["name", "birthdate", "gender"], phone: ["phone_number"] },
    scopes: ["openid", "profile", "phone"],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    async findAccount(_context, id) {
      const claims = { sub: id, name: "Nguyễn Thị Lan", birthdate: "1990-03-27", gender: "female" };
      return { accountId: id, claims: async () => ({ ...claims, phone_number: "+84900000001" }) };
    },
  });
  const answer = provider.callback();
  server.on("request", async (request, response) => {
    if (!request.url.startsWith("/interaction/")) return answer(request, response);
    const { params } = await provider.interactionDetails(request, response);
    const grant = new provider.Grant({ accountId: "lan", clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    const result = { login: { accountId: "lan", amr: ["pwd", "otp"] }, consent: { grantId: await grant.save() } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  });
  process.stdout.write(`${port}\n`);
});
