import Foundation
import Testing

@testable import RequestSigning

@Suite struct `The time of a signature` {
    @Test(arguments: [
        (0.0, "19700101T000000Z"),
        (1_735_689_600.0, "20250101T000000Z"),
        (1_709_251_199.999, "20240229T235959Z"),
        (-1.0, "19691231T235959Z"),
        (.infinity, "99991231T235959Z"),
        (-.infinity, "00010101T000000Z"),
        (.nan, "19700101T000000Z"),
    ])
    func `is written in sixteen characters`(seconds: Double, expected: String) {
        #expect(SigningTime(Date(timeIntervalSince1970: seconds)).description == expected)
    }

    @Test func `begins the scope with its day`() {
        let time = SigningTime(Date(timeIntervalSince1970: 1_735_689_600))
        #expect(
            SigningScope(time: time, region: "us-east-2").description
                == "20250101/us-east-2/api/osc4_request")
    }

    @Test(arguments: [
        UTCTime(year: 2027, month: 2, day: 31), UTCTime(year: 2027, month: 2, day: 29),
        UTCTime(year: 2027, month: 13, day: 1), UTCTime(year: 0, month: 1, day: 1),
        UTCTime(year: 2027, month: 1, day: 1, hour: 24),
        UTCTime(year: 2027, month: 1, day: 1, second: 60),
    ])
    func `is no moment that the calendar lacks`(time: UTCTime) {
        #expect(time.date == nil)
    }

    @Test func `survives the way to calendar fields and back`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let seconds = Double(
                Int64.random(in: -62_135_596_800...253_402_300_799, using: &random))
            let date = Date(timeIntervalSince1970: seconds)
            #expect(UTCTime(date).date == date)
        }
    }
}
