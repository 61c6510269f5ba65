import type { ProblemTexts } from "../en/problems";

/** What cannot be right about a provider's details, and what to type instead. */
export const problems: ProblemTexts = {
  "client-id-empty": "Falta o ID do cliente: copie-o do registro do aplicativo.",
  "client-id-not-guid": "Isto não é um ID de cliente: ele tem 32 dígitos hexadecimais em cinco grupos. Copie-o do registro do aplicativo.",
  "client-id-characters": "Nenhum ID de cliente tem esses caracteres: copie-o do registro do aplicativo.",
  "authority-empty": "É preciso digitar algo aqui: o endereço completo ou, no caso do Microsoft Entra, o ID ou o domínio de um locatário.",
  "not-a-url": "Isto não é um endereço: digite-o por completo, começando com https://.",
  "scheme-missing": "Falta o começo: coloque https:// na frente.",
  "not-https": "O endereço precisa começar com https:// (http só neste computador).",
  "user-information": "O endereço não pode ter nome de usuário nem senha: tire o que vem antes do @.",
  "query-or-fragment": "O endereço precisa terminar no caminho: tire o ponto de interrogação ou a cerquilha e o que vem depois.",
  "not-an-entra-host": "Isto não é um endereço do Microsoft Entra, como https://login.microsoftonline.com: conecte-o como outro provedor.",
  "is-an-entra-host": "Este é um endereço do Microsoft Entra: conecte-o como um aplicativo do Microsoft Entra.",
  "tenant-missing": "Falta o locatário: acrescente ao endereço uma barra e o ID ou o domínio do locatário, ou “organizations”.",
  "tenant-malformed": "Isto não é um locatário: digite o ID ou o domínio dele, ou o endereço https completo da autoridade.",
  "port-not-expected": "O endereço do Microsoft Entra não tem porta: tire-a.",
  "path-not-expected": "O endereço precisa terminar no locatário: tire o que vem depois.",
  "other-kind": (kind) => `Este é um endereço de ${kind}: conecte-o como tal.`,
  "policy-missing": "Falta a política: acrescente o locatário e depois o fluxo de usuário, como B2C_1_signin.",
  "host-not-ascii": (host) => `O host tem letras que podem apenas parecer outras. Na verdade é ${host}: se é esse que você quer, digite-o assim.`,
  lookalike: "Este endereço apenas parece ser da Microsoft: digite o que o seu provedor lhe deu.",
  "description-address": "Este é o endereço da descrição do provedor: tire /.well-known e o que vem depois.",
  "environment-malformed": "O nome sob o qual os tokens são guardados precisa ser um domínio, como login.example.com.",
  "scope-invalid": "Nenhum escopo tem aspas, barras invertidas ou letras acentuadas: corrija-o e separe os escopos com espaços.",
  "redirect-uri-invalid": "Isto não é um endereço de redirecionamento: digite http://localhost, com porta ou caminho se registrado assim, ou um esquema próprio.",
};
