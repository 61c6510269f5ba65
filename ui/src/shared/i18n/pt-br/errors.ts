import type { ErrorTexts } from "../error-texts";

export const errors: ErrorTexts = {
  "sign-in-timed-out": {
    what: "Ninguém voltou do navegador a tempo.",
    todo: "Tente de novo e conclua o login no navegador antes que o tempo acabe.",
  },
  "device-code-expired": {
    what: "Ninguém fez login com o código enquanto ele valia.",
    todo: "Obtenha um novo código e conclua no outro dispositivo antes que o tempo acabe.",
  },
  "device-code-not-offered": {
    what: "Este provedor não oferece login por código.",
    todo: "Entre com o navegador deste computador.",
  },
  "consent-refused": {
    what: "O login foi recusado na página do provedor.",
    todo: "Se foi um engano, tente de novo e aceite o que o aplicativo pede.",
  },
  "admin-consent-needed": {
    what: "Um administrador precisa autorizar este aplicativo primeiro.",
    todo: "Peça a um administrador do locatário que dê o consentimento ao aplicativo e tente de novo.",
  },
  "state-mismatch": {
    what: "O navegador voltou com uma resposta que pertence a outro login.",
    todo: "Feche páginas de login antigas no navegador e tente de novo. Nada foi aceito.",
  },
  "redirect-without-answer": {
    what: "Neste endereço não há resposta a um login.",
    todo: "Copie o endereço inteiro da página em que o navegador terminou e cole-o de novo.",
  },
  "redirect-of-other-sign-in": {
    what: "Este endereço é de outro login.",
    todo: "Abra de novo o link deste login e cole o endereço em que ele termina.",
  },
  "redirect-invalid": {
    what: "Não dá para confiar na resposta deste endereço.",
    todo: "Abra de novo o link deste login e cole o endereço em que ele termina.",
  },
  "sign-in-over": {
    what: "Este login não espera mais por uma resposta.",
    todo: "Comece um novo.",
  },
  "code-expired": {
    what: "O provedor diz que este login já foi usado, demorou demais ou foi revogado.",
    todo: "Entre de novo.",
  },
  network: {
    what: "Não foi possível alcançar o provedor.",
    todo: "Verifique a rede, o proxy e a VPN e tente de novo.",
  },
  "certificate-not-trusted": {
    what: "O certificado de quem responde pelo provedor não é confiável.",
    named: (host) => `O certificado de quem responde por ${host} não é confiável.`,
    todo: "Se a sua rede inspeciona as conexões, peça a instalação da autoridade de certificação dela, ou indique o arquivo em Rede, abaixo dos provedores.",
  },
  "provider-busy": {
    what: "O provedor está sobrecarregado ou fora do ar.",
    todo: "Espere um minuto e tente de novo.",
  },
  "provider-refused": {
    what: "O provedor recusou.",
    todo: "O código do provedor diz por quê. Informe-o ao administrador se não conseguir resolver.",
  },
  "provider-answer-invalid": {
    what: "Não foi possível entender a resposta do provedor.",
    todo: "Confira se o endereço é de um provedor de login e se nenhum proxy altera as respostas.",
  },
  "id-token-invalid": {
    what: "O token de ID não passou nas verificações; por isso ninguém entrou.",
    todo: "Tente de novo. Se continuar, avise o administrador do provedor: alguém pode estar interferindo.",
  },
  "clock-skew": {
    what: "Os horários do token não combinam com o relógio deste computador.",
    named: (time) => `Os horários do token diferem do relógio deste computador em ${time}.`,
    todo: "Acerte a data e a hora do computador (de preferência, automaticamente) e tente de novo.",
  },
  "discovery-failed": {
    what: "Não há um provedor de login neste endereço.",
    todo: "Veja se a autoridade ou o emissor foi digitado corretamente e tente de novo.",
  },
  "provider-invalid": {
    what: "Há algo errado nos dados do provedor.",
    todo: "Corrija nas configurações do provedor.",
  },
  "given-up": {
    what: "Você não esperou pela resposta.",
    todo: "Comece de novo quando quiser.",
  },
  "provider-gone": {
    what: "O provedor desta conta não está mais conectado.",
    todo: "Conecte-o de novo e repita a ação.",
  },
  "loopback-unavailable": {
    what: "O Tessera não conseguiu abrir uma porta neste computador para o retorno do navegador.",
    todo: "Veja se um firewall ou programa de segurança impede isso e tente de novo.",
  },
  "sign-out-page-missing": {
    what: "Este provedor não tem página para sair no navegador. Aqui a conta já saiu.",
    todo: "Para encerrar a sessão lá, saia nas páginas do próprio provedor ou feche o navegador.",
  },
  "browser-not-opened": {
    what: "Não foi possível abrir o navegador, e a sessão dele continua. Aqui a conta já saiu.",
    todo: "Abra no seu navegador o endereço abaixo.",
  },
  "port-taken": {
    what: "Outro programa ocupa a porta que o endereço de redirecionamento indica.",
    named: (port) => `Outro programa ocupa a porta ${port}, que o endereço de redirecionamento indica.`,
    todo: "Encerre esse programa ou registre um endereço sem porta, e tente de novo.",
  },
  "unknown-application": {
    what: "O provedor não conhece este aplicativo.",
    todo: "Confira o ID do cliente e se o aplicativo está registrado neste locatário.",
  },
  "sign-in-needed": {
    what: "Esta conta não consegue um token sem você.",
    todo: "Entre de novo.",
  },
  "api-refused": {
    what: "O serviço recusou o token.",
    todo: "Limpe os tokens de acesso e tente de novo, ou entre de novo.",
  },
  "api-missing": {
    what: "Este provedor não oferece como perguntar quem é a conta.",
    todo: "Abra o token de ID abaixo: ele diz quem entrou.",
  },
  "keyring-absent": {
    what: "Nenhum chaveiro do sistema responde neste computador, mas a chave do cache de tokens está em um.",
    todo: "Inicie o chaveiro (encerrar e reabrir a sessão ajuda) e tente de novo.",
  },
  "keyring-locked": {
    what: "O chaveiro do sistema está bloqueado.",
    todo: "Desbloqueie-o (o sistema pede a senha dele, em geral a mesma do seu usuário) e tente de novo.",
  },
  "keyring-timed-out": {
    what: "O chaveiro do sistema não respondeu.",
    todo: "Veja se ele espera sua senha em outra janela e tente de novo.",
  },
  "keyring-refused": {
    what: "O chaveiro do sistema não entregou a chave.",
    todo: "Tente de novo e permita que o Tessera leia a chave.",
  },
  "keyring-failed": {
    what: "O chaveiro do sistema falhou.",
    todo: "Veja se o serviço do chaveiro está ativo (encerrar e reabrir a sessão ajuda) e tente de novo.",
  },
  "passphrase-needed": {
    what: "O cache de tokens espera pela frase secreta.",
    todo: "Desbloqueie-o com a frase secreta e tente de novo.",
  },
  "new-passphrase-needed": {
    what: "Não há chaveiro do sistema aqui, e nenhuma frase secreta foi escolhida ainda.",
    todo: "Escolha uma frase secreta para o novo cache de tokens e tente de novo.",
  },
  "passphrase-wrong": {
    what: "Esta frase secreta não abre o arquivo.",
    todo: "Atenção às maiúsculas e ao layout do teclado; tente de novo.",
  },
  "passphrase-too-short": {
    what: "A frase secreta é curta demais.",
    named: (detail) => `A frase secreta tem menos de ${detail} caracteres.`,
    todo: "Escolha uma mais longa: algumas palavras a mais a tornam bem mais difícil de adivinhar.",
  },
  "lock-held": {
    what: "Outro programa está usando os arquivos do Tessera.",
    named: (detail) => `Outro programa está usando os arquivos do Tessera: ${detail}.`,
    todo: "Espere que ele termine, ou feche-o, e tente de novo.",
  },
  "disk-full": {
    what: "O disco está cheio.",
    todo: "Libere espaço e tente de novo. O que já estava salvo continua lá.",
  },
  "permission-denied": {
    what: "O Tessera não tem permissão para ler ou gravar seu arquivo.",
    todo: "Dê a si mesmo as permissões do arquivo e da pasta e tente de novo.",
  },
  "file-failed": {
    what: "A leitura ou gravação do arquivo falhou.",
    todo: "Veja se o disco está presente e em ordem e tente de novo.",
  },
  "file-exists": {
    what: "Já existe um cache de tokens onde um novo deveria começar. Ele ficou como estava.",
    todo: "Desbloqueie-o com a frase secreta dele, ou desista dele e comece do zero.",
  },
  "backup-unusable": {
    what: "A cópia de segurança não pode ser usada.",
    todo: "Nada foi alterado. A próxima mudança cria uma nova cópia.",
  },
  "file-too-new": {
    what: "O cache de tokens foi gravado por um Tessera mais novo.",
    todo: "Atualize o Tessera. O arquivo ficou como estava.",
  },
  "export-exists": {
    what: "Já existe um arquivo com esse nome. Ele ficou como estava.",
    named: (path) => `${path} já existe. Ficou como estava.`,
    todo: "Substitua-o ou indique outro arquivo.",
  },
  "is-the-cache": {
    what: "Esse é o próprio arquivo do cache de tokens, ou pertence a ele.",
    todo: "Indique outro arquivo.",
  },
  "folder-missing": {
    what: "Essa pasta não existe.",
    named: (path) => `A pasta ${path} não existe.`,
    todo: "Indique um arquivo em uma pasta que exista.",
  },
  "file-missing": {
    what: "Esse arquivo não existe.",
    named: (path) => `O arquivo ${path} não existe.`,
    todo: "Veja como se escreve e onde está, e tente de novo.",
  },
  "not-a-file": {
    what: "Isso é uma pasta, ou outra coisa que não é um arquivo.",
    todo: "Indique o próprio arquivo.",
  },
  "import-too-large": {
    what: "O arquivo é maior que qualquer cache de tokens. Nada foi importado.",
    todo: "Indique o arquivo que foi exportado.",
  },
  "import-sealed": {
    what: "Este é um cache criptografado do Tessera, que só a própria chave abre. Nada foi importado.",
    todo: "Exporte-o com o Tessera que o abre e importe o que ele gravar.",
  },
  "import-redacted": {
    what: "Este arquivo foi exportado para o suporte e não contém tokens. Nada foi importado.",
    todo: "Para passar contas adiante, exporte tudo.",
  },
  "import-invalid": {
    what: "Isto não é um cache de tokens, ou está danificado ou cortado. Nada foi importado.",
    todo: "Indique uma exportação do Tessera ou o JSON de uma biblioteca MSAL, ou exporte mais uma vez.",
  },
  "ca-file-unusable": {
    what: "O arquivo de autoridades de certificação não pode ser usado.",
    named: (path) => `O arquivo de autoridades de certificação ${path} não pode ser usado.`,
    todo: "Indique um arquivo PEM que possa ser lido, ou deixe vazio o campo em Rede, abaixo dos provedores.",
  },
  "not-found": {
    what: "Isso não está mais no cache; outro programa pode ter removido.",
    todo: "A lista já está atualizada: escolha de novo.",
  },
  "clipboard-unavailable": {
    what: "A área de transferência não está disponível.",
    todo: "Tente de novo, ou mostre o texto e copie à mão.",
  },
  "authentication-impossible": {
    what: "O sistema não pode pedir que você se autentique.",
    todo: "No Linux, instale o Tessera pelo pacote; no Windows, configure o Windows Hello; no macOS, defina uma senha. Ou desfaça a escolha: Armazenamento → Esta janela.",
  },
  "authentication-agent-missing": {
    what: "O sistema quer que você se autentique, mas nada nesta sessão mostra a pergunta dele.",
    todo: "Inicie o agente de autenticação do seu desktop (polkit) e tente de novo.",
  },
  "authentication-declined": {
    what: "Você não se autenticou, por isso nada foi feito.",
    todo: "Tente de novo e responda à pergunta do sistema.",
  },
  "authentication-failed": {
    what: "O sistema não conseguiu pedir que você se autentique.",
    todo: "Tente de novo. Se continuar, os detalhes abaixo dizem por quê.",
  },
  internal: {
    what: "Algo deu errado no próprio Tessera.",
    todo: "Tente de novo. Se continuar, relate com os detalhes abaixo.",
  },
};
