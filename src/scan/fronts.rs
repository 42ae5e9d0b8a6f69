//! Which bytes of an anchor are asked first, and which anchors are asked as one group.
//!
//! One rule: nobody writes here; the command that does is in benches/README.md. Only speed depends on what it says.

/// For each group, its anchors with the place of the four bytes that are asked first.
#[rustfmt::skip]
pub const FRONTS: &[&[(&str, usize)]] = &[
    &[("on_err", 0), ("ion_err", 1), ("code.", 0), ("code»", 0), ("code↑", 0), ("connection_fail", 8), ("ranscode", 4), ("validation_fail", 8), ("eloadev", 2), ("query_channel", 3), ("al_backgr", 2), ("vendor_key", 4), ("eroffline", 1), ("er_offline", 1), ("royagora", 1), ("not loaded", 5), ("orakit~", 0), ("terbackground", 2)],
    &[("err»", 0), ("err_", 0), ("err△", 0), ("error△", 0), ("ageerr", 2), ("error.", 0), ("异常", 0), ("querychannel", 1), ("tokenresult", 3), ("superres", 3), ("gine_rele", 3), ("ease_rtc", 3), ("terruption", 1)],
    &[("エラー", 3), ("usicc", 0), ("usic_c", 0), ("ongsimple", 2), ("rtc_n-#", 2), ("ppid~", 0), ("pp_id~", 1)],
    &[("ailed№", 0), ("шибк", 4), ("fehler", 1), ("ข\u{e49}อผ\u{e34}ดพลาด", 9), ("changefailed", 7), ("change_failed", 8), ("atabaseevent", 3), ("atabase_event", 3), ("easertc", 0), ("easeagora", 0), ("ease_agora", 0), ("released", 3), ("signal #", 3)],
    &[("nged_", 0), ("rtcexc", 2), ("mexception(", 0), ("anged…", 1), ("接失败", 1), ("異常", 2), ("kesalahan", 3), ("ionchanged", 6), ("injected", 1)],
    &[("warn»", 0), ("warn_", 0), ("warn‡", 0), ("warning¶", 0), ("type.", 1), ("tate…", 0), ("tatechange", 0), ("tate_change", 0), ("linkstatee", 5), ("link_state_e", 6), ("apshottaken", 5), ("onstate", 3), ("on state", 4), ("on_state", 4), ("pp id~", 0), ("ll_state_", 4), ("lestate.", 3)],
    &[("错误", 2), ("代码", 0), ("警告", 0), ("失败№", 2), ("오류", 2), ("ỗi", 0), ("錯誤", 0), ("łąd", 1), ("خطأ", 0), ("_ts¹", 0), ("\"ts¹", 0), ("'ts¹", 0)],
    &[("rtcerr", 1), ("call to rele", 5), ("call to destr", 5), ("pp_ id~", 1), ("tamp¹", 0), ("load dll", 3), ("rtckit~", 1)],
    &[("에러", 2), ("mã", 0), ("dk_ver", 0), ("dkver", 0), ("lts¹", 0)],
    &[("eason", 0), ("apshot_taken", 3), ("join the ch", 6), ("jointhe ch", 5), ("joined ch", 4), ("joined the ch", 8), ("joinedthe ch", 7), ("ice info '", 6), ("shared object", 4)],
    &[("onnecting", 4), ("yricresult", 3), ("mingevent", 0), ("ming_event", 0), ("ogresult", 1), ("impl::rele", 5), ("permission", 3)],
    &[("captureinfo", 6), ("o_authorized", 5), ("joinch", 1), ("join_ch", 1), ("join ch", 1), ("joining", 1), ("join succ", 1), ("libagora", 0)],
    &[("rror:ª", 1), ("token_result", 3), ("ong_simple", 1), ("gine_creat", 3), ("gine.cr", 3), ("royrtc", 0), ("roy_rtc", 0), ("roy_agora", 0)],
    &[("(rawvalue", 3), ("rtm~", 0), ("og_result", 1), ("super_res", 4)],
    &[("ogin e", 0), ("ogin f", 0), ("ogin i", 0), ("ogin r", 0), ("原因", 2), ("isconnected", 1), ("filein", 2), ("wlacc", 1), ("wl_acc", 2), ("client_login", 8)],
    &[("ion fail", 1), ("eload_ev", 4), ("load_event", 3), ("tialize", 3), ("destroyed", 5), ("dk ver", 0), ("dlopen", 1), ("ion type:", 1), ("callkit", 3)],
    &[("age_err", 0), ("mediarelayevent", 8), ("media_relay_event", 10), ("tmile_probe", 2), ("yric_result", 1), ("file_in", 1), ("capture_info", 4), ("ic_use_d", 3), ("ic_use_s", 3), ("mic_key_", 0), ("active_status", 3), ("leav", 0)],
    &[("joinedch", 3), ("_type 4 ", 3), ("_type 0 ", 3), ("gine c", 2), ("gine i", 2), ("gine r", 2), ("gine w", 2), ("gine d", 2), ("gine s", 2), ("hone call", 2)],
    &[("rtype ", 0), ("gine.de", 2), ("gine.re", 2), ("newtoken", 0), ("new_token", 0), ("new token", 0), ("dn't find", 0)],
    &[("ionerr", 2), ("linkerr", 2), ("ilure№", 0), ("hata", 0), ("connectionfail", 7), ("tmileprobe", 2), ("validationfail", 7), ("albackgr", 0), ("dllnotf", 3)],
];
