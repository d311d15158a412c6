// A provider of OpenID Connect that others wrote, for one test: node server.js PORT REDIRECT_URI. Everybody is who they
// say.
import { Provider } from "oidc-provider";

const [port, redirect] = process.argv.slice(2);
const provider = new Provider("http://127.0.0.1:" + port, {
  clients: [{ client_id: "lab", client_secret: "a secret of the lab", redirect_uris: [redirect] }],
  claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"] },
  findAccount: (ctx, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: "The learner " + id, email: id + "@school.example", email_verified: true }),
  }),
  cookies: { keys: ["for tests"] },
});
provider.listen(+port, "127.0.0.1", () => console.log("ready"));
