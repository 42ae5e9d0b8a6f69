//! Which bytes of an anchor are asked first, and which anchors are asked as one group.
//!
//! One rule: nobody writes here; the command that does is in benches/README.md. Only speed depends on what it says.

/// For each group, its anchors with the place of the four bytes that are asked first.
#[rustfmt::skip]
pub const FRONTS: &[&[(&str, usize)]] = &[
    &[("on_err", 0), ("ion_err", 1), ("code.", 0), ("code»", 0), ("code↑", 0), ("connection_fail", 8), ("ranscode", 4), ("validation_fail", 8), ("eloadev", 2), ("join_too_freq", 6), ("usermedia", 3), ("eroffline", 1), ("er_offline", 2), ("not loaded", 5), ("load dll", 1), ("hone call", 1)],
    &[("err»", 0), ("err_", 0), ("err△", 0), ("error△", 0), ("ageerr", 2), ("error.", 0), ("异常", 0), ("原因", 0), ("media_relay_event", 4), ("querychannel", 1), ("query_channel", 1), ("tokenresult", 3), ("token_result", 3), ("superres", 3), ("super_res", 3), ("al_backgr", 0), ("id_local_stream", 6), ("not_video_trace", 7), ("socket_error", 7), ("gateway_error", 8), ("gine_rele", 3), ("gine.re", 3), ("ease_rtc", 3), ("terruption", 1)],
    &[("エラー", 3), ("usicc", 0), ("usic_c", 0), ("ongsimple", 2), ("rtc_n-#", 2), ("ppid~", 0), ("pp_id~", 1), ("client_login", 7)],
    &[("mexception(", 1), ("ailed№", 0), ("fehler", 1), ("changefailed", 7), ("change_failed", 8), ("atabaseevent", 3), ("atabase_event", 3), ("wlacc", 1), ("gatewayclient", 5), ("stream_failed", 8), ("dualstream_failed", 12), ("tialize", 3), ("easertc", 0), ("easeagora", 0), ("ease_agora", 0), ("released", 3)],
    &[("nged_", 0), ("anged…", 1), ("異常", 1), ("łąd", 1), ("ionchanged", 6), ("injected", 1), ("join ch", 3), ("join the ch", 7), ("jointhe ch", 6), ("joined the ch", 9), ("joinedch", 4), ("joinedthe ch", 8), ("_type 0 ", 4), ("shared object", 8), ("signal #", 3)],
    &[("warn»", 0), ("warn_", 0), ("warn‡", 0), ("warning¶", 0), ("type.", 1), ("tate…", 0), ("шибк", 4), ("tatechange", 0), ("tate_change", 0), ("linkstatee", 5), ("link_state_e", 6), ("onstate", 3), ("on state", 4), ("on_state", 4), ("pp id~", 0), ("ion type:", 5), ("ll_state_", 4), ("lestate.", 3)],
    &[("错误", 2), ("警告", 0), ("失败№", 2), ("接失败", 5), ("錯誤", 0), ("خطأ", 0), ("ข\u{e49}อผ\u{e34}ดพลาด", 5), ("ready_published", 5), ("yet_published", 3), ("on_publishing", 2), ("_ts¹", 0), ("\"ts¹", 0), ("'ts¹", 0)],
    &[("rtcerr", 1), ("rtcexc", 1), ("오류", 2), ("mic_key_", 3), ("vendor_key", 6), ("call to rele", 5), ("call to destr", 5), ("royagora", 2), ("roy_agora", 3), ("tamp¹", 0), ("rtckit~", 1)],
    &[("代码", 0), ("에러", 2), ("mã", 0), ("dk_ver", 0), ("dkver", 0), ("lts¹", 0)],
    &[("eason", 0), ("joined ch", 4), ("roy_rtc", 0), ("ice info '", 6)],
    &[("onnecting", 4), ("yricresult", 3), ("mingevent", 0), ("ming_event", 0), ("ogresult", 1), ("impl::rele", 5), ("permission", 3)],
    &[("ỗi", 0), ("apshottaken", 7), ("apshot_taken", 8), ("ong_simple", 0), ("joinch", 1), ("join_ch", 1), ("joining", 1), ("destroyed", 5), ("newtoken", 4), ("new_token", 5), ("new token", 5), ("libagora", 2)],
    &[("rror:ª", 1), ("rtype ", 0), ("active_status", 5), ("id_remote_stream", 8), ("ch_remote_stream", 8), ("gine_creat", 3), ("gine.cr", 3), ("royrtc", 0)],
    &[("(rawvalue", 3), ("rtm~", 0), ("og_result", 1)],
    &[("isconnected", 1), ("filein", 2), ("file_in", 2), ("wl_acc", 0), ("socket_disconn", 9), ("getlasterr", 0), ("callkit", 2)],
    &[("ion fail", 1), ("eload_ev", 4), ("load_event", 3), ("albackgr", 0), ("dk ver", 0), ("dlopen", 0)],
    &[("age_err", 0), ("mediarelayevent", 8), ("tmile_probe", 2), ("yric_result", 1), ("capture_info", 4), ("ic_use_d", 3), ("ic_use_s", 3), ("device_by_label", 3), ("leav", 0)],
    &[("o_authorized", 0), ("_type 4 ", 3), ("gine c", 2), ("gine i", 2), ("gine r", 2), ("gine w", 2), ("gine d", 2), ("gine s", 2), ("pp_ id~", 1)],
    &[("ogin e", 1), ("ogin f", 1), ("ogin i", 1), ("ogin r", 1), ("captureinfo", 6), ("edia access", 1), ("join succ", 1), ("gine.de", 2), ("dn't find", 5), ("orakit~", 0), ("terbackground", 9)],
    &[("ionerr", 2), ("linkerr", 3), ("ilure№", 0), ("hata", 0), ("kesalahan", 0), ("connectionfail", 7), ("tmileprobe", 2), ("validationfail", 7), ("dllnotf", 3)],
];
