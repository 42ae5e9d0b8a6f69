//! Which bytes of an anchor are asked first, and which anchors are asked as one group.
//!
//! One rule: nobody writes here; the command that does is in benches/README.md. Only speed depends on what it says.

/// For each group, its anchors with the place of the four bytes that are asked first.
#[rustfmt::skip]
pub const FRONTS: &[&[(&str, usize)]] = &[
    &[("ageerr", 0), ("age_err", 0), ("code.", 0), ("code»", 0), ("code↑", 0), ("change_failed", 5), ("ranscode", 4), ("eloadev", 0), ("eload_ev", 0), ("eroffline", 1), ("er_offline", 1), ("released", 1)],
    &[("err»", 0), ("err_", 0), ("err△", 0), ("error△", 0), ("error.", 0), ("异常", 0), ("原因", 0), ("yric_result", 3), ("og_result", 1), ("superres", 3), ("super_res", 3), ("vendor_key", 4), ("ch_remote_stream", 1), ("socket_error", 7), ("gateway_error", 8), ("gine_rele", 3), ("royrtc", 1), ("roy_rtc", 1), ("roy_agora", 1), ("ease_rtc", 3), ("terruption", 1)],
    &[("エラー", 3), ("錯誤", 0), ("ข\u{e49}อผ\u{e34}ดพลาด", 5), ("usicc", 0), ("usic_c", 0), ("query_channel", 4), ("rtc_n-#", 2), ("ppid~", 0), ("pp_id~", 1)],
    &[("ailed№", 0), ("media_relay_event", 9), ("changefailed", 7), ("atabaseevent", 3), ("atabase_event", 3), ("tmileprobe", 1), ("tmile_probe", 1), ("wlacc", 1), ("gatewayclient", 5), ("stream_failed", 8), ("dualstream_failed", 12), ("device_by_label", 7), ("easertc", 0), ("easeagora", 0), ("ease_agora", 0), ("signal #", 3)],
    &[("nged_", 0), ("anged…", 1), ("接失败", 1), ("kesalahan", 3), ("ionchanged", 6), ("injected", 1), ("albackgr", 3), ("al_backgr", 4), ("edia access", 3), ("join ch", 3), ("joinedch", 3), ("not loaded", 6), ("callkit", 1), ("terbackground", 4)],
    &[("warn»", 0), ("warn_", 0), ("warn‡", 0), ("warning¶", 0), ("type.", 1), ("tate…", 0), ("шибк", 4), ("tatechange", 0), ("tate_change", 0), ("linkstatee", 5), ("link_state_e", 6), ("onstate", 3), ("on state", 4), ("on_state", 4), ("pp id~", 0), ("ion type:", 5), ("ll_state_", 4), ("lestate.", 3)],
    &[("łąd", 1), ("ic_use_d", 2), ("ic_use_s", 2), ("not_video_trace", 9), ("_ts¹", 0), ("\"ts¹", 0), ("'ts¹", 0)],
    &[("on_err", 1), ("ion_err", 2), ("rtcerr", 1), ("linkerr", 2), ("mingevent", 2), ("ming_event", 3), ("ongsimple", 1), ("ong_simple", 2), ("tamp¹", 0), ("rtckit~", 1)],
    &[("代码", 0), ("에러", 2), ("mã", 0), ("dkver", 0), ("lts¹", 0)],
    &[("eason", 0), ("警告", 2), ("join the ch", 6), ("jointhe ch", 5), ("joined ch", 4), ("joined the ch", 8), ("joinedthe ch", 7), ("ice info '", 6), ("load dll", 2), ("shared object", 4)],
    &[("(rawvalue", 0), ("오류", 1), ("خطأ", 0), ("onnecting", 4), ("file_in", 3), ("capture_info", 6), ("mic_key_", 2), ("usermedia", 2), ("gine_creat", 3), ("gine.cr", 3), ("gine.de", 3)],
    &[("错误", 1), ("失败№", 1), ("ỗi", 0), ("tokenresult", 1), ("token_result", 1), ("apshottaken", 7), ("apshot_taken", 8), ("join_too_freq", 1), ("joinch", 1), ("join_ch", 1), ("joining", 1), ("destroyed", 5), ("newtoken", 4), ("new_token", 5), ("new token", 5), ("dn't find", 5)],
    &[("rror:ª", 1), ("rtype ", 0), ("join succ", 3), ("permission", 3)],
    &[("rtm~", 0), ("wl_acc", 1)],
    &[("rtcexc", 2), ("mexception(", 0), ("ogin e", 0), ("ogin f", 0), ("ogin i", 0), ("ogin r", 0), ("fehler", 0), ("異常", 2), ("isconnected", 1), ("filein", 2), ("active_status", 4), ("socket_disconn", 9), ("client_login", 8)],
    &[("ion fail", 1), ("connection_fail", 8), ("mediarelayevent", 8), ("validation_fail", 8), ("load_event", 3), ("ready_published", 3), ("on_publishing", 0), ("tialize", 2), ("dk ver", 0), ("dk_ver", 0), ("dlopen", 0), ("dllnotf", 3)],
    &[("hata", 0), ("querychannel", 4), ("yet_published", 0), ("leav", 0), ("call to rele", 3), ("call to destr", 3)],
    &[("ilure№", 0), ("_type 4 ", 3), ("_type 0 ", 3), ("gine c", 2), ("gine i", 2), ("gine r", 2), ("gine w", 2), ("gine d", 2), ("gine s", 2), ("pp_ id~", 1), ("hone call", 2)],
    &[("yricresult", 3), ("captureinfo", 4), ("ogresult", 1), ("impl::rele", 5), ("royagora", 2), ("libagora", 2), ("orakit~", 1)],
    &[("ionerr", 2), ("connectionfail", 7), ("validationfail", 7), ("o_authorized", 4), ("id_local_stream", 0), ("id_remote_stream", 0), ("gine.re", 2), ("getlasterr", 6)],
];
