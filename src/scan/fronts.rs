//! Which bytes of an anchor are asked first, and which anchors are asked as one group.
//!
//! One rule: nobody writes here; the command that does is in benches/README.md. Only speed depends on what it says.

/// For each group, its anchors with the place of the four bytes that are asked first.
#[rustfmt::skip]
pub const FRONTS: &[&[(&str, usize)]] = &[
    &[("code.", 0), ("code»", 0), ("code↑", 0), ("失败№", 2), ("接失败", 5), ("ranscode", 4), ("eloadev", 0), ("eload_ev", 0), ("rtc_n-#", 2), ("dllnotf", 1)],
    &[("err»", 0), ("err_", 0), ("err△", 0), ("error△", 0), ("error.", 0), ("异常", 0), ("原因", 0), ("superres", 3), ("super_res", 3), ("ch_remote_stream", 1), ("socket_error", 7), ("gateway_error", 8), ("er_offline", 0), ("impl::rele", 4), ("gine_rele", 3), ("ease_rtc", 3), ("terruption", 1)],
    &[("on_err", 1), ("ion_err", 2), ("ageerr", 1), ("age_err", 2), ("linkerr", 2), ("에러", 2), ("link_state_e", 2), ("token_result", 3), ("gine_creat", 3), ("gine r", 2), ("gine w", 2), ("gine s", 2), ("gine.cr", 3), ("gine.re", 2)],
    &[("ailed№", 0), ("changefailed", 7), ("change_failed", 8), ("tmileprobe", 1), ("tmile_probe", 1), ("wlacc", 1), ("wl_acc", 2), ("stream_failed", 8), ("dualstream_failed", 12), ("socket_disconn", 7), ("edia access", 1), ("royagora", 1), ("easertc", 0), ("easeagora", 0), ("ease_agora", 0), ("released", 3), ("signal #", 3)],
    &[("nged_", 0), ("anged…", 1), ("ionchanged", 6), ("join ch", 3), ("joined ch", 5), ("call to rele", 7), ("destroyed", 5), ("load dll", 3)],
    &[("warn»", 0), ("warn_", 0), ("warn‡", 0), ("warning¶", 0), ("tate…", 0), ("ข\u{e49}อผ\u{e34}ดพลาด", 17), ("tatechange", 0), ("tate_change", 0), ("linkstatee", 5), ("apshottaken", 5), ("onstate", 3), ("on state", 4), ("on_state", 4), ("pp_ id~", 0), ("newtoken", 2), ("ll_state_", 4), ("lestate.", 3)],
    &[("错误", 2), ("오류", 1), ("шибк", 0), ("錯誤", 2), ("łąd", 1), ("خطأ", 2), ("_ts¹", 0), ("\"ts¹", 0), ("'ts¹", 0)],
    &[("rtcerr", 1), ("tokenresult", 4), ("injected", 1), ("ogresult", 1), ("sdk err", 2), ("dkver", 1), ("tamp¹", 0)],
    &[("代码", 0), ("mã", 0), ("dk_ver", 0), ("lts¹", 0), ("callkit", 3)],
    &[("eason", 0), ("file_in", 2), ("join the ch", 6), ("jointhe ch", 5), ("joined the ch", 8), ("joinedthe ch", 7), ("gine c", 2), ("gine i", 2), ("pp_id~", 0), ("pp id~", 0), ("new_token", 0), ("hone call", 2)],
    &[("hata", 0), ("kesalahan", 4), ("onnecting", 4), ("ppid~", 0)],
    &[("ỗi", 0), ("atabaseevent", 2), ("atabase_event", 2), ("validationfail", 3), ("validation_fail", 3), ("load_event", 2), ("albackgr", 4), ("al_backgr", 5), ("id_remote_stream", 0), ("ready_published", 2), ("join_too_freq", 1), ("joinch", 1), ("join_ch", 1), ("joining", 1), ("joinedch", 1), ("rtckit~", 2), ("orakit~", 2), ("terbackground", 5)],
    &[("rtype ", 0), ("(rawvalue", 1), ("og_result", 0), ("not_video_trace", 1), ("_type 4 ", 0), ("_type 0 ", 0), ("royrtc", 0), ("permission", 3)],
    &[("rtm~", 0), ("captureinfo", 2), ("capture_info", 2), ("usermedia", 3)],
    &[("異常", 0), ("isconnected", 1), ("call to destr", 6), ("getlasterr", 0), ("shared object", 7)],
    &[("rror:ª", 1), ("ion fail", 1), ("connection_fail", 8), ("apshot_taken", 3), ("vendor_key", 3), ("id_local_stream", 1), ("on_publishing", 0), ("eroffline", 1), ("roy_rtc", 0), ("roy_agora", 0), ("dlopen", 0)],
    &[("type.", 1), ("警告", 2), ("active_status", 3), ("yet_published", 0), ("leav", 0), ("ice info '", 6), ("ion type:", 5)],
    &[("ionerr", 0), ("ilure№", 0), ("connectionfail", 7), ("mediarelayevent", 3), ("media_relay_event", 3), ("yricresult", 2), ("yric_result", 2), ("querychannel", 4), ("filein", 1), ("ic_use_d", 0), ("ic_use_s", 0), ("mic_key_", 1), ("gatewayclient", 6), ("tialize", 1), ("libagora", 1)],
    &[("rtcexc", 2), ("mexception(", 0), ("エラー", 3), ("usicc", 0), ("usic_c", 0), ("query_channel", 3), ("mingevent", 3), ("ming_event", 4), ("ongsimple", 2), ("ong_simple", 3), ("o_authorized", 7), ("sdk [err", 2), ("dk ver", 1)],
    &[("ogin e", 1), ("ogin f", 1), ("ogin i", 1), ("ogin r", 1), ("fehler", 0), ("device_by_label", 4), ("join succ", 1), ("gine d", 2), ("gine.de", 2), ("new token", 0), ("client_login", 4), ("dn't find", 5), ("not loaded", 1)],
];
