//! Which bytes of an anchor are asked first, and which anchors are asked as one group.
//!
//! One rule: nobody writes here; the command that does is in benches/README.md. Only speed depends on what it says.

/// For each group, its anchors with the place of the four bytes that are asked first.
#[rustfmt::skip]
pub const FRONTS: &[&[(&str, usize)]] = &[
    &[("code.", 0), ("code»", 0), ("code↑", 0), ("警告", 0), ("失败№", 2), ("接失败", 5), ("ranscode", 4), ("tmileprobe", 0), ("tmile_probe", 0), ("eroffline", 1)],
    &[("err»", 0), ("err_", 0), ("err△", 0), ("error△", 0), ("_error(", 1), ("error.", 0), ("异常", 0), ("superres", 3), ("super_res", 3), ("id_remote_stream", 1), ("ch_remote_stream", 1), ("socket_error", 7), ("gateway_error", 8), ("er_offline", 0), ("gine_rele", 3), ("ease_rtc", 3), ("terruption", 1)],
    &[("ogin e", 1), ("ogin f", 1), ("ogin i", 1), ("ogin r", 1), ("错误", 1), ("錯誤", 1), ("eloadev", 0), ("eload_ev", 0), ("id_local_stream", 1), ("join ch", 1), ("join the ch", 1), ("join succ", 1), ("rtc_n-#", 2), ("dllnotf", 1)],
    &[("ailed№", 0), ("fehler", 1), ("ข\u{e49}อผ\u{e34}ดพลาด", 9), ("changefailed", 7), ("change_failed", 8), ("usicc", 0), ("usic_c", 0), ("stream_failed", 8), ("dualstream_failed", 12), ("usermedia", 2), ("ppid~", 0), ("pp_id~", 1), ("pp id~", 1), ("pp_ id~", 2)],
    &[("nged_", 0), ("anged…", 1), ("ionchanged", 6), ("mediarelayevent", 4), ("albackgr", 3), ("al_backgr", 4), ("device_by_label", 11), ("call to rele", 7), ("load dll", 3), ("getlasterr", 0), ("shared object", 2), ("terbackground", 4)],
    &[("warn»", 0), ("warn_", 0), ("warn‡", 0), ("warning¶", 0), ("type.", 1), ("tate…", 0), ("tatechange", 0), ("tate_change", 0), ("tate-change", 0), ("linkstatee", 5), ("link_state_e", 6), ("apshottaken", 5), ("onstate", 3), ("on state", 4), ("on_state", 4), ("ll_state_", 4), ("lestate.", 3)],
    &[("오류", 1), ("エラー", 1), ("шибк", 0), ("łąd", 1), ("خطأ", 0), ("_ts¹", 0), ("\"ts¹", 0), ("'ts¹", 0)],
    &[("on_err", 1), ("ion_err", 2), ("ageerr", 1), ("age_err", 2), ("linkerr", 2), ("atabaseevent", 5), ("atabase_event", 6), ("load_event", 3), ("querychannel", 0), ("query_channel", 0), ("ming_event", 3), ("gine_creat", 3), ("gine.cr", 3), ("dkver", 1)],
    &[("代码", 0), ("에러", 2), ("mã", 0), ("lts¹", 0)],
    &[("eason", 0), ("sdk err", 1), ("call to destr", 8), ("gine r", 2), ("gine d", 2), ("gine.de", 2), ("gine.re", 2), ("easertc", 0), ("easeagora", 0), ("ease_agora", 0), ("released", 3), ("destroyed", 0), ("newtoken", 0), ("new_token", 0)],
    &[("(rawvalue", 1), ("ret:↑", 0), ("ret=↑", 0), ("new token", 0), ("dn't find", 1), ("ion type:", 2)],
    &[("rtcerr", 2), ("mexception(", 3), ("onnecting", 4), ("captureinfo", 0), ("capture_info", 0), ("join_too_freq", 0), ("joinch", 0), ("join_ch", 0), ("jointhe ch", 0), ("joining", 0), ("joined ch", 0), ("joined the ch", 0), ("joinedch", 0), ("joinedthe ch", 0), ("ice info '", 1), ("rtckit~", 2)],
    &[("原因", 1), ("ỗi", 0), ("media_relay_event", 5), ("yricresult", 3), ("yric_result", 4), ("tokenresult", 4), ("token_result", 5), ("ong_simple", 2), ("ogresult", 1), ("og_result", 2), ("ic_use_d", 1), ("ic_use_s", 1), ("gatewayclient", 5), ("impl::rele", 5), ("orakit~", 0)],
    &[("rror:ª", 1), ("hata", 0), ("apshot_taken", 3), ("ready_published", 8), ("yet_published", 6), ("on_publishing", 5), ("tialize", 2), ("roy_rtc", 0), ("royagora", 0), ("roy_agora", 0), ("libagora", 2), ("permission", 2)],
    &[("異常", 0), ("rtm~", 0), ("vendor_key", 5)],
    &[("rtcexc", 2), ("isconnected", 1), ("filein", 2), ("file_in", 2), ("ongsimple", 0), ("active_status", 4), ("socket_disconn", 9), ("client_login", 8)],
    &[("ion fail", 1), ("connection_fail", 8), ("validation_fail", 8), ("not_video_trace", 1), ("_type 4 ", 0), ("_type 0 ", 0), ("dk ver", 0), ("dk_ver", 0), ("tamp¹", 0), ("dlopen", 0), ("not loaded", 1)],
    &[("kesalahan", 4), ("wlacc", 1), ("wl_acc", 2), ("edia access", 2), ("gine c", 2), ("gine i", 2), ("gine w", 2), ("gine s", 2), ("hone call", 2), ("callkit", 2)],
    &[("ionerr", 0), ("ilure№", 1), ("connectionfail", 7), ("validationfail", 7), ("injected", 0), ("leav", 0), ("signal #", 2)],
    &[("rtype ", 0), ("mingevent", 3), ("o_authorized", 7), ("mic_key_", 4), ("sdk [err", 2), ("royrtc", 0)],
];
