// Break-glass: cryptography.
import { cueRule } from '../find-spots.ts';

export const cryptography = cueRule({
  id: 'cryptography',
  title: 'cryptography',
  reason: 'Code that is wrong here works exactly as well as code that is right.',
  weight: 9,
  cues: [
    {
      pattern:
        /\b(salt|nonce|iv|pepper|(secret|encryption|signing|hmac|aes|cipher)_?key)\s*(:\s*[^=]{1,30})?=\s*b?["'`][^"'`$]{4,}/i,
      strings: true,
      hazard: true,
      question: (what) => `Everybody has the same \`${what.slice(0, 20)}\`. What is it still good for?`,
    },
    {
      pattern:
        /\bxor_?\w*\s*\(|\^=?\s*\w*key\w*|\bkey\w*\[[^\]]*%|\bserverTrust\b|\b\w*(certificate_?pinn|CertificatePinner)\w*/i,
      hazard: true,
      question: (what) => `Who worked out that \`${what}\` is enough against somebody who tries?`,
    },
    {
      pattern:
        /\bcreate(Cipher|Decipher|Hmac|Sign|Verify|DiffieHellman|ECDH)(iv)?\s*\(|\bcrypto\.subtle\b|\bCipher\.getInstance\b|\b(AES|Fernet|ChaCha20|RSA|Ed25519|Nacl|nacl)\.\w+\(|\bEVP_\w+\(|\b(gnutls|SSL|SSL_CTX|X509|mbedtls|wolfSSL|gcry|nettle)_\w*(verify|cert|cipher|key|hash|sign|hmac|rnd|random|ocsp|trust|peer)\w*\s*\(/,
      question: (what) => `Which key and which nonce does \`${what}\` get, and can either repeat?`,
    },
    {
      pattern:
        /\brejectUnauthorized\s*:\s*false|\bverify\s*=\s*False\b|\bInsecureSkipVerify\s*:\s*true|\b_create_unverified_context\b|\bCURLOPT_SSL_VERIFY\w+,\s*(0|false)|\bNODE_TLS_REJECT_UNAUTHORIZED\b|\bdanger_accept_invalid_\w+|\bServerCertificate\w*Callback\b|\bcheckServerIdentity\b|\b[hH]ostnameVerifier\b|\b\w*TrustManager\b|\b(CERT|VERIFY)_NONE\b|(\b|_)(verify_mode|check_hostname|verify_hostname|set_verify|verify_ssl|ssl_verify\w*|tls_verify|strictSSL|sslVerify)\b|\bALLOW_ALL_HOSTNAME\w*|--insecure\b|--no-check-certificate\b/,
      question: (what) => `With \`${what}\`, who can pretend to be the other side?`,
    },
    {
      pattern:
        /\b(hashlib\.(md5|sha1)|MessageDigest\.getInstance|md5\.New|sha1\.New)\s*\(|\bMath\.random\(\).{0,60}\b(token|secret|key|password|nonce|salt|session)|(token|secret|nonce|salt|session_?id)\w*\s*=.{0,60}\b(Math\.random|random\.(random|randint|choice)|rand\(\))/i,
      question: (what) => `Can somebody guess or forge what \`${what}\` makes?`,
    },
    {
      pattern:
        /\b(SecureRandom|RandomNumberGenerator|OsRng|SystemRandom|getRandomValues|RAND_bytes|arc4random\w*|random_bytes|random_int)\b|\bsecrets\.(token_\w+|choice|randbelow)\b|\brand\.Reader\b|\b(token|secret|nonce|salt|session_?id|password|otp)\w*\s*:?=.{0,60}\b(new\s+Random|mt_rand|rand\.(Int|Read|Intn)|thread_rng|uniqid)\b/i,
      question: (what) => `Can what \`${what}\` makes be guessed, now or by what takes its place?`,
    },
    {
      pattern:
        /\b(salt|nonce|iv|key)\w*\s*(:\s*[^=]{1,30})?=\s*(b?["'][^"']{4,}|Buffer\.alloc|bytes\(|\[0u?8?;|new\s+byte\[|\{\s*0)|\b(SSLv2|SSLv3|TLSv1(\.[01])?|TLS1_[01]?_?VERSION|RC4|DES|3DES|ECB)\b/,
      question: (what) => `Is \`${what}\` secret, fresh and strong enough for what it guards?`,
    },
    {
      pattern:
        /\b(bcrypt|argon2|scrypt|pbkdf2)(\.|::|_)\w+|\b(min|max)_?(proto(col)?_?|tls_?|ssl_?)?version\b|\bset_min_proto_version\b|\bMinVersion\b|\bTLS_?v?1([._]?[01])?\b|\bcipher_?(s|suites?|list|string)\b|\b(cost_?factor|work_?factor)\s*[:=]\s*\d/i,
      question: (what) => `Is \`${what}\` still as strong as it was?`,
    },
    {
      pattern:
        /\bheader\W{1,3}(jwk|jku|x5u|x5c|kid|alg)\b|\b(constant_?time\w*|secure_?compare|hash_equals|hmac_equal|FixedTimeEquals|CRYPTO_memcmp|randomBytes|pbkdf2|scrypt|timingSafeEqual|compare_digest|hmac\.(new|compare)|ConstantTimeCompare)\w*\s*\(/,
      question: (what) => `Is \`${what}\` still as long, as many and as constant in time as it has to be?`,
    },
  ],
  triggers: [
    {
      name: 'a check of a certificate in C',
      files: [
        { path: 'lib/tls.c', removed: ['\tif (gnutls_ocsp_status_request_is_checked(session, 0) == 0) {'] },
      ],
    },
    {
      name: 'certificates are not checked',
      files: [{ path: 'src/client.ts', added: ['const agent = new Agent({ rejectUnauthorized: false });'] }],
    },
    {
      name: 'a guessable token',
      files: [{ path: 'src/reset.js', added: ['const token = Math.random().toString(36);'] }],
    },
    {
      name: 'a comparison that leaks time',
      files: [
        {
          path: 'lib/sign.py',
          added: ['    return expected == given'],
          removed: ['    return hmac.compare_digest(expected, given)'],
        },
      ],
    },
  ],
  passes: [
    {
      name: 'a hash as a cache key',
      files: [
        { path: 'src/cache.ts', added: ["const name = createHash('sha256').update(text).digest('hex');"] },
      ],
    },
    {
      name: 'chance in a game',
      files: [{ path: 'src/dice.ts', added: ['const eyes = Math.ceil(Math.random() * 6);'] }],
    },
    { name: 'verify of something else', files: [{ path: 'tool.py', added: ['run(path, verify=True)'] }] },
  ],
});
