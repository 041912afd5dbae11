/// Passwords that everybody tries first: what leaked lists have at their top, and what stands on a desk in this trade.
enum CommonPasswords {
    /// In lower case.
    static let text: StaticString = """
        0000 000000 010203 102030 1111 11111 111111 11111111 112233 11223344 112358 121212 12121212 \
        123123 123123123 123321 1234 12341234 12344321 12345 123456 1234567 12345678 123456789 \
        1234567890 1234qwer 123654 123qwe 131313 147258 147258369 159357 159753 1q2w3e4r 1q2w3e4r5t \
        1qaz2wsx 1qazxsw2 2000 222222 232323 271828 314159 321321 333333 456789 555555 55555555 \
        654321 666666 66666666 741852963 777777 7777777 789456 789456123 8675309 87654321 888888 \
        88888888 987654 987654321 999999 99999999 a1b2c3 a1b2c3d4 aa123456 aaaaaa abc123 abcd1234 \
        abcdef abcdefg abcdefgh access access14 adidas admin admin123 administrator amanda andrea \
        andrew android angel ansible anthony apple april arsenal arsenal1 asd123 asdfasdf asdfgh \
        asdfghjkl ashley august austin autumn autumn123 azerty azertyuiop badboy bailey banana \
        barcelona barney baseball baseball1 batman batman123 bigdog biteme blessed bonjour booboo \
        boomer boston brandon brandy bulldog buster butterfly camaro camille casper changeme charles \
        charlie charlie1 cheese chelsea chelsea1 chester chicago chicken chris christ cisco cloud \
        cloud123 cocacola coffee company compaq computer contrasena contraseña cookie \
        correct-horse-battery-staple correcthorsebatterystaple corvette cowboy cowboys crystal \
        dakota dallas daniel debian december default demo demo123 diablo diamond docker dolphin doom \
        doudou dragon dragon123 dropbox eagle1 eagles edward enter facebook falcon february fender \
        ferrari fishing flower football football1 forever fortnite freedom friday gandalf gateway \
        geheim george gfhjkm ghost ginger github gitlab golden golfer google guest guest123 guitar \
        hallo hallo123 halo hammer hannah hardcore harley heather hello hockey hunter hunter2 iceman \
        iloveyou iloveyou1 internet iphone ironman jackson james january jasmine jasper jenkins \
        jennifer jessica jesus jesus1 jetaime johnny jordan jordan23 joseph joshua july june junior \
        justin juventus kennwort killer klaster knight kubernetes lakers letmein letmein1 letmein123 \
        linux liverpool login login123 london loulou love lovely loveyou maggie manchester march \
        marina marine mario marlboro marseille martin master master123 matrix matthew maverick \
        melissa mercedes merlin michael michael1 michelle mickey microsoft midnight miller minecraft \
        monday money monkey monkey123 monster morgan motdepasse mother mustang mysql naruto nascar \
        natasha ncc1701 nicolas nicole nikita november october oliver opensesame oracle orange osc \
        oscvault outscale p@ssw0rd p@ssword pass passw0rd password password! password1 password123 \
        passwort passwort1 patrick peanut pepper phoenix pikachu player please pokemon porsche \
        postgres prince princess princess1 purple q1w2e3r4 q1w2e3r4t5 qazwsx qazwsxedc qwe123 qweasd \
        qweasdzxc qwer1234 qwerty qwerty123 qwertyui qwertyuiop rabbit rachel raiders ranger rangers \
        redsox richard robert roblox root rosebud samantha samsung samsung1 sasuke saturday schatz \
        scooby scooter secret secret1 secret123 secure security september server server123 sesame \
        shadow silver slayer smokey snoopy soccer soleil sonic sparky spider spiderman spring \
        spring123 starwars starwars1 steelers steven summer summer123 sunday sunshine sunshine1 \
        superman superman1 swordfish taylor temp temp123 tennis terraform test test123 test1234 \
        tester testtest thomas thunder thursday tigers tigger tinkerbell toor topsecret trustno1 \
        tuesday ubuntu user user123 vault victoria wednesday welcome welcome1 welcome123 whatever \
        william windows winner winter winter123 wizard xxxxxx yamaha yankees yellow zaq12wsx \
        zaq1zaq1 zelda zxc123 zxcvbn zxcvbnm
        """
}
