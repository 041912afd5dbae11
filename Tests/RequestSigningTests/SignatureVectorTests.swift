import Foundation
import SecretMemory
import Testing

@testable import RequestSigning

/// A request that libcurl's signer and OUTSCALE's Python SDK sign in the same way.
@Suite struct `The published request` {
    let request = CanonicalRequest(
        path: "/api/v1/ReadAccessKeys", host: "api.eu-west-2.outscale.com",
        time: SigningTime(Date(timeIntervalSince1970: 1_735_689_600)),
        body: Array("{}".utf8).span.bytes)
    let signer = SecretKeySigner(
        accessKeyID: "11112211111110000000",
        secretKey: secret("0000001111112222223333334444445555555666"))

    @Test func `has the published body digest`() {
        #expect(
            request.bodyDigest
                == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")
    }

    @Test func `is reduced to the lines that the signature covers`() {
        #expect(
            request.text == """
                POST
                /api/v1/ReadAccessKeys

                content-type:application/json
                host:api.eu-west-2.outscale.com
                x-osc-date:20250101T000000Z

                content-type;host;x-osc-date
                44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a
                """)
    }

    @Test func `has the published digest`() {
        #expect(
            StringToSign(request, region: "eu-west-2").requestDigest
                == "8c702a5b7c080a871567f885e63718b58f170a6744f2e7842793b4e27516b54c")
    }

    @Test func `is signed with the published derived key`() throws {
        let scope = SigningScope(time: request.time, region: "eu-west-2")
        let key = signer.signingKey(for: scope)
        #expect(
            hexadecimal(key) == "d86e49bbe549b540026fe43423cac03fe1bc95a0f8fd3c58560dd81aa81dd581")
    }

    @Test func `carries the published signature`() throws {
        let header = try Authorization(signing: request, region: "eu-west-2", by: signer)
        #expect(
            header.description == """
                OSC4-HMAC-SHA256 \
                Credential=11112211111110000000/20250101/eu-west-2/api/osc4_request, \
                SignedHeaders=content-type;host;x-osc-date, \
                Signature=0df1005cf57a49cb673d6412d95682c0a74fb23937450c6512423d5cdf69084f
                """)
    }

    private func hexadecimal(_ key: borrowing SecretBytes) -> String {
        key.withBytes { Hex.encode($0) }
    }
}

/// Made-up secrets of tests, whose text is in the source anyway.
func secret(_ text: String) -> SecretBytes {
    SecretBytes(copying: Array(text.utf8).span.bytes)
}
