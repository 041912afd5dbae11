package import SecretMemory

/// A key just created, with the secret that OUTSCALE tells this once.
package struct IssuedAccessKey: ~Copyable {
    package let accessKey: AccessKey
    package let secret: SecretBytes

    package init(accessKey: AccessKey, secret: consuming SecretBytes) {
        self.accessKey = accessKey
        self.secret = secret
    }
}
